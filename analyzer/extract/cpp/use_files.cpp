// The project files of a unit, and where in them a location stands.
#include "analyzer/extract/cpp/use_files.h"

#include "analyzer/extract/cpp/invocation.h"
#include "clang/Basic/FileManager.h"
#include "llvm/Support/Path.h"

namespace unknot {

UnitFiles::UnitFiles(const clang::SourceManager& sources, const std::vector<std::string>& roots, const std::string& directory)
    : sources_(sources), roots_(roots), directory_(directory) {}

namespace {

/// `path` from the folder `root` on; empty: it is not in it.
llvm::StringRef below(llvm::StringRef path, llvm::StringRef root) {
  root = root.rtrim('/');
  if (!path.starts_with(root) || path.size() <= root.size() || path[root.size()] != '/') return {};
  return path.substr(root.size() + 1);
}

/// A path in another root, seen from the first one.
std::string beside(llvm::StringRef path, llvm::StringRef first) {
  std::string up;
  for (; below(path, first).empty() && !first.empty(); first = llvm::sys::path::parent_path(first)) {
    if (first == "/") return up + path.drop_front(1).str();
    up += "../";
  }
  return up + below(path, first).str();
}

}  // namespace

std::uint32_t UnitFiles::of(clang::FileID id) {
  if (id == last_) return last_file_;
  const auto [found, fresh] = by_id_.try_emplace(id, kOutside);
  last_ = id;
  if (!fresh) return last_file_ = found->second;
  last_file_ = kOutside;
  const auto entry = sources_.getFileEntryRefForID(id);
  if (!entry) return last_file_;
  if (const auto known = by_entry_.find(&entry->getFileEntry()); known != by_entry_.end())
    return last_file_ = found->second = known->second;
  const std::string path = absolute_in(entry->getName(), directory_);
  // Only folders are asked what they really are: one question for many files.
  llvm::SmallString<256> real(absolute_in(sources_.getFileManager().getCanonicalName(entry->getDir()), directory_));
  llvm::sys::path::append(real, llvm::sys::path::filename(path));
  for (const auto& root : roots_) {
    if (below(real, root).empty()) continue;
    last_file_ = static_cast<std::uint32_t>(files_.size());
    files_.push_back({path, beside(real, llvm::StringRef(roots_.front()).rtrim('/')), id});
    break;
  }
  by_entry_.try_emplace(&entry->getFileEntry(), last_file_);
  return found->second = last_file_;
}

bool UnitFiles::spelled(clang::SourceLocation location, FilePlace& out) {
  if (location.isMacroID()) {
    const auto spelling = sources_.getSpellingLoc(location);
    location = sources_.getFileEntryRefForID(sources_.getFileID(spelling)) ? spelling : sources_.getExpansionLoc(location);
  }
  if (location.isInvalid()) return false;
  const auto [id, offset] = sources_.getDecomposedLoc(location);
  out = {of(id), offset};
  return out.file != kOutside;
}

bool UnitFiles::expanded(clang::SourceLocation location, FilePlace& out) {
  location = sources_.getFileLoc(location);
  if (location.isInvalid()) return false;
  const auto [id, offset] = sources_.getDecomposedLoc(location);
  out = {of(id), offset};
  return out.file != kOutside;
}

std::string UnitFiles::path_of(clang::SourceLocation location) const {
  const auto entry = sources_.getFileEntryRefForID(sources_.getFileID(sources_.getFileLoc(location)));
  return entry ? absolute_in(entry->getName(), directory_) : std::string();
}

}  // namespace unknot
