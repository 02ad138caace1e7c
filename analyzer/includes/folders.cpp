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

FolderId Folders::open(const std::string& path) {
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

FolderId Folders::child(FolderId id, std::string_view name) {
  if (name.empty() || name == ".") return id;
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

FolderId Folders::walk(FolderId from, std::string_view relative) {
  if (relative.find('/') == std::string_view::npos) return child(from, relative);
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

AccessId Folders::find(FolderId folder, std::string_view relative) {
  const auto slash = relative.rfind('/');
  if (slash == std::string_view::npos) return find_here(folder, relative);
  const FolderId below = walk(folder, relative.substr(0, slash));
  return below == FolderId::none ? AccessId::none : find_here(below, relative.substr(slash + 1));
}

AccessId Folders::find_path(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return AccessId::none;
  const FolderId folder = open(slash == 0 ? "/" : path.substr(0, slash));
  return folder == FolderId::none ? AccessId::none : find_here(folder, std::string_view(path).substr(slash + 1));
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
    if (folder.listed) out.emplace_back(folder.path, folder.signature);
  std::ranges::sort(out, {}, &std::pair<std::string, FileSignature>::first);
  return out;
}

}  // namespace unknot
