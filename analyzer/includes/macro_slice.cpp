// The slice grows until no new name turns up.
#include "analyzer/includes/macro_slice.h"

#include <algorithm>
#include <cctype>

namespace unknot {

std::vector<std::string> macros_in(std::string_view atom) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < atom.size();) {
    const auto letter = static_cast<unsigned char>(atom[i]);
    if (std::isalpha(letter) != 0 || letter == '_') {
      std::size_t end = i;
      while (end < atom.size() && (std::isalnum(static_cast<unsigned char>(atom[end])) != 0 || atom[end] == '_')) ++end;
      std::string name(atom.substr(i, end - i));
      if (name != "defined" && !name.starts_with("__has_")) out.push_back(std::move(name));
      i = end;
    } else if (std::isdigit(letter) != 0) {
      while (i < atom.size() && std::isalnum(static_cast<unsigned char>(atom[i])) != 0) ++i;
    } else {
      ++i;
    }
  }
  return out;
}

MacroIndex::MacroIndex(const SourceFiles& sources, const std::vector<bool>& wanted) {
  for (std::uint32_t i = 0; i < wanted.size(); ++i)
    if (const ScannedSource* source = wanted[i] ? sources.find(static_cast<FileId>(i)) : nullptr)
      for (const std::uint32_t hash : source->facts.macros) by_hash_[hash].push_back(static_cast<FileId>(i));
}

const std::vector<FileId>& MacroIndex::changers(std::string_view name) const {
  static const std::vector<FileId> kNone;
  const auto found = by_hash_.find(macro_hash(name));
  return found == by_hash_.end() ? kNone : found->second;
}

MacroSlice slice_macros(std::set<std::string> names, const MacroIndex& macros, const Folders& folders, Workers& workers) {
  constexpr std::size_t kMaxNames = 5'000;
  MacroSlice slice;
  std::vector<std::string> fresh(names.begin(), names.end());
  slice.names = std::move(names);
  while (!fresh.empty() && slice.names.size() < kMaxNames) {
    std::set<FileId> changers;
    for (const auto& name : fresh) {
      const auto& files = macros.changers(name);
      if (files.empty()) slice.outside = true;
      changers.insert(files.begin(), files.end());
    }
    slice.changers.insert(changers.begin(), changers.end());
    MacroRequest request{.paths = {}, .names = fresh};
    for (const FileId file : changers) request.paths.push_back(folders.path(file));
    fresh.clear();
    if (request.paths.empty()) break;
    workers.run({request}, [&](std::size_t, Answer answer) {
      if (!answer.reply) return;  // a lost slice makes signatures coarser, and the loss shows elsewhere
      const auto& reply = std::get<MacroReply>(*answer.reply);
      for (const auto& file : reply.files)
        for (const auto& change : file)
          for (const std::uint32_t name : change.depends_on)
            if (slice.names.insert(reply.names[name]).second) fresh.push_back(reply.names[name]);
    });
    std::ranges::sort(fresh);
  }
  return slice;
}

}  // namespace unknot
