// One include directive, read under one search list => the file that it names. The rules are Clang's
// (Preprocessor::LookupFile, HeaderSearch::LookupFile).
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "analyzer/includes/folders.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/source_files.h"

namespace unknot {

/// Where a file was found: which entry of the search list (beside its includer: that of the includer), or none (a main file,
/// or an absolute path).
constexpr std::uint32_t kNoEntry = 0xffffffff;

struct Found {
  AccessId access = AccessId::none;
  std::uint32_t entry = kNoEntry;
};

/// Look-ups that do not depend on a search list, shared by all of them.
class NearbyLookups {
 public:
  explicit NearbyLookups(Folders& folders) : folders_(folders) {}
  AccessId find(FolderId folder, SpellingId spelling, const std::string& text) {
    const std::uint64_t key = static_cast<std::uint64_t>(index(folder)) << 32 | index(spelling);
    const auto [found, fresh] = memo_.try_emplace(key, AccessId::none);
    if (fresh) found->second = folders_.find(folder, text);
    return found->second;
  }
  Folders& folders() { return folders_; }

 private:
  Folders& folders_;
  std::unordered_map<std::uint64_t, AccessId> memo_;
};

class Resolver {
 public:
  Resolver(const SearchList& list, NearbyLookups& nearby);

  /// `from`: the includer as it was reached; `from_entry`: where it was found, kNoEntry for a main file.
  Found resolve(const Access& from, std::uint32_t from_entry, const IncludeFact& include, SpellingId spelling);

 private:
  Found search(const std::string& text, std::uint32_t begin);
  Found search_folders(const std::string& text, std::uint32_t begin, std::uint32_t end);
  Found memoized(std::vector<Found>& memo, std::vector<bool>& known, const std::string& text, SpellingId spelling,
                 std::uint32_t begin);

  const SearchList& list_;
  NearbyLookups& nearby_;
  std::unordered_map<FolderId, std::vector<std::uint32_t>> positions_;  ///< where a list with `holders` has a folder
  std::vector<Found> quoted_, angled_;
  std::vector<bool> quoted_known_, angled_known_;
};

}  // namespace unknot
