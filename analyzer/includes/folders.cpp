// Listings instead of stat calls: one getdents per folder answers every question about it, and its signature says for how
// long the answers hold.
#include "analyzer/includes/folders.h"

#include <algorithm>

namespace unknot {

FolderId Folders::intern(std::string real_path) {
  const auto [found, fresh] = by_real_path_.try_emplace(real_path, static_cast<FolderId>(folders_.size()));
  if (fresh) folders_.emplace_back().path = std::move(real_path);
  return found->second;
}

FolderId Folders::open(const std::string& path, NameCase name_case) {
  if (name_case == NameCase::folded) {
    // Only what is not there as spelled is looked for below the deepest folder that is.
    if (const auto type = tree_.type(path); (type && *type == EntryType::folder) || path.size() <= 1) return open(path);
    const auto slash = path.rfind('/');
    const FolderId above = open(slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash), NameCase::folded);
    return above == FolderId::none || slash == std::string::npos ? FolderId::none : child(above, std::string_view(path).substr(slash + 1), name_case);
  }
  if (const auto known = by_spelling_.find(path); known != by_spelling_.end()) return known->second;
  FolderId id = FolderId::none;
  const auto type = tree_.type(path);
  if (type && *type == EntryType::folder) {
    if (auto real = tree_.real_path(path)) id = intern(std::move(*real));
  }
  if (id == FolderId::none) missing_.push_back(path);
  by_spelling_.emplace(path, id);
  return id;
}

Folders::Folder& Folders::list(FolderId id) {
  Folder& folder = folders_[index(id)];
  if (folder.listed) return folder;
  folder.listed = true;
  auto listing = tree_.list(folder.path);
  if (!listing) {
    unlisted_.emplace_back(id, listing.error());
    return folder;
  }
  folder.signature = listing->signature;
  folder.entries.reserve(listing->entries.size());
  folder.by_name.reserve(listing->entries.size());
  for (auto& entry : listing->entries) {
    folder.by_name.emplace(entry.name, static_cast<std::uint32_t>(folder.entries.size()));
    folder.entries.push_back({std::move(entry.name), entry.type});
  }
  return folder;
}

const std::vector<Folders::Entry>& Folders::entries(FolderId id) { return list(id).entries; }

FolderId Folders::open_frameworks(const std::string& path) {
  const FolderId folder = open(path);
  if (folder == FolderId::none) return folder;
  const FolderId view = intern(folders_[index(folder)].path + "/*.framework");  // no folder has this name
  folders_[index(view)].frameworks_of = folder;
  return view;
}

FolderId Folders::open_header_map(const std::string& path) {
  if (const auto known = by_spelling_.find(path); known != by_spelling_.end() && known->second != FolderId::none) return known->second;
  SourceFile file;
  if (tree_.read(path, file) != ReadStatus::ok) return FolderId::none;
  read_.push_back(path);
  auto map = parse_header_map(file.bytes);
  if (!map) return FolderId::none;
  const FolderId place = intern(path);
  folders_[index(place)].map = std::move(map);
  folders_[index(place)].listed = true;
  return place;
}

const std::string* Folders::mapped(FolderId map, std::string_view name) const {
  const auto& table = *folders_[index(map)].map;
  const auto found = table.find(folded(name));
  return found == table.end() ? nullptr : &found->second;
}

std::string Folders::on_disk(FolderId id, std::string_view name) {
  Folder& folder = list(id);
  if (folder.by_name.contains(name)) return std::string(name);
  if (folder.by_folded_name.empty())
    for (const auto& entry : folder.entries) {
      const auto [known, fresh] = folder.by_folded_name.emplace(folded(entry.name), entry.name);
      if (!fresh && entry.name < known->second) known->second = entry.name;
    }
  const auto found = folder.by_folded_name.find(folded(name));
  return found == folder.by_folded_name.end() ? std::string(name) : found->second;
}

AccessId Folders::find_in_frameworks(FolderId id, std::string_view relative) {
  const auto slash = relative.find('/');
  if (slash == std::string_view::npos) return AccessId::none;
  const FolderId framework = child(folders_[index(id)].frameworks_of, std::string(relative.substr(0, slash)) + ".framework");
  if (framework == FolderId::none) return AccessId::none;
  for (const char* headers : {"Headers", "PrivateHeaders"})
    if (const FolderId below = child(framework, headers); below != FolderId::none)
      if (const AccessId found = find(below, relative.substr(slash + 1)); found != AccessId::none) return found;
  return AccessId::none;
}

FolderId Folders::child(FolderId id, std::string_view name, NameCase name_case) {
  if (name.empty() || name == ".") return id;
  if (name_case == NameCase::folded && name != "..") return child(id, on_disk(id, name));
  const auto& children = folders_[index(id)].children;
  if (const auto known = children.find(name); known != children.end()) return known->second;
  FolderId out = FolderId::none;
  const std::string& path = folders_[index(id)].path;
  if (name == "..") {
    const auto slash = path.rfind('/');
    out = slash == std::string::npos || path.size() <= 1 ? id : intern(slash == 0 ? "/" : path.substr(0, slash));
  } else {
    const Folder& folder = list(id);
    const auto entry = folder.by_name.find(name);
    const std::string below = (path == "/" ? "" : path) + "/" + std::string(name);
    if (entry != folder.by_name.end()) {
      const auto type = folder.entries[entry->second].type;
      if (type == EntryType::folder) out = intern(below);
      else if (type == EntryType::link) out = open(below);
    }
  }
  folders_[index(id)].children.emplace(name, out);
  return out;
}

FolderId Folders::walk(FolderId from, std::string_view relative, NameCase name_case) {
  if (relative.find('/') == std::string_view::npos) return child(from, relative, name_case);
  if (name_case == NameCase::folded) {
    for (FolderId at = from; at != FolderId::none;) {
      const auto slash = std::min(relative.find('/'), relative.size());
      at = child(at, relative.substr(0, slash), name_case);
      if (slash == relative.size()) return at;
      relative.remove_prefix(slash + 1);
    }
    return FolderId::none;
  }
  const auto& children = folders_[index(from)].children;
  if (const auto known = children.find(relative); known != children.end()) return known->second;
  FolderId at = from;
  for (std::string_view rest = relative; at != FolderId::none && !rest.empty();) {
    const auto slash = std::min(rest.find('/'), rest.size());
    at = child(at, rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  folders_[index(from)].children.emplace(relative, at);
  return at;
}

FileId Folders::file(const std::string& real_path) {
  const auto [found, fresh] = files_.try_emplace(real_path, static_cast<FileId>(file_paths_.size()));
  if (fresh) file_paths_.push_back(real_path);
  return found->second;
}

void Folders::join(FileId copy, FileId source) {
  for (auto& access : accesses_)
    if (access.file == copy) access.file = source;
  for (auto& [path, id] : files_)
    if (id == copy) id = source;
}

AccessId Folders::find_here(FolderId id, std::string_view name) {
  const auto& files = folders_[index(id)].files;
  if (const auto known = files.find(name); known != files.end()) return known->second;
  AccessId out = AccessId::none;
  const Folder& folder = list(id);
  if (const auto entry = folder.by_name.find(name); entry != folder.by_name.end()) {
    std::string path = (folder.path == "/" ? "" : folder.path) + "/" + std::string(name);
    auto type = folder.entries[entry->second].type;
    if (type == EntryType::link) {
      const auto target = tree_.type(path);
      type = target ? *target : EntryType::other;
      if (type == EntryType::file)
        if (auto real = tree_.real_path(path)) path = std::move(*real);
    }
    if (type == EntryType::file) {
      out = static_cast<AccessId>(accesses_.size());
      accesses_.push_back({.folder = id, .file = file(path)});
    }
  }
  folders_[index(id)].files.emplace(name, out);
  return out;
}

AccessId Folders::find(FolderId folder, std::string_view relative, NameCase name_case) {
  if (!is_plain(folder)) return is_header_map(folder) ? AccessId::none : find_in_frameworks(folder, relative);
  const auto slash = relative.rfind('/');
  const FolderId below = slash == std::string_view::npos ? folder : walk(folder, relative.substr(0, slash), name_case);
  if (below == FolderId::none) return AccessId::none;
  const std::string_view name = slash == std::string_view::npos ? relative : relative.substr(slash + 1);
  return name_case == NameCase::exact ? find_here(below, name) : find_here(below, on_disk(below, name));
}

AccessId Folders::find_path(const std::string& path, NameCase name_case) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return AccessId::none;
  const FolderId folder = open(slash == 0 ? "/" : path.substr(0, slash), name_case);
  return folder == FolderId::none ? AccessId::none : find(folder, std::string_view(path).substr(slash + 1), name_case);
}

std::vector<std::pair<std::string, std::string>> Folders::redirected() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [spelling, id] : by_spelling_)
    if (id != FolderId::none && folders_[index(id)].path != spelling) out.emplace_back(spelling, folders_[index(id)].path);
  std::ranges::sort(out);
  return out;
}

std::vector<std::pair<std::string, FileSignature>> Folders::listed() const {
  std::vector<std::pair<std::string, FileSignature>> out;
  for (const auto& folder : folders_)
    if (folder.listed && !folder.map) out.emplace_back(folder.path, folder.signature);
  std::ranges::sort(out, {}, &std::pair<std::string, FileSignature>::first);
  return out;
}

}  // namespace unknot
