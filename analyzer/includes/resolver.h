// One include directive, read under one search list => the file that it names. The rules are Clang's
// (Preprocessor::LookupFile, HeaderSearch::LookupFile).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "analyzer/includes/folders.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/source_files.h"
#include "analyzer/project/relocate.h"

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
  AccessId find(FolderId folder, SpellingId spelling, const std::string& text, NameCase name_case = NameCase::exact) {
    const std::uint64_t key = static_cast<std::uint64_t>(index(folder)) << 32 | index(spelling);
    auto& memo = name_case == NameCase::exact ? memo_ : folded_memo_;
    const auto [found, fresh] = memo.try_emplace(key, AccessId::none);
    if (fresh) found->second = folders_.find(folder, text, name_case);
    return found->second;
  }
  /// The file at an absolute path, also where it was recorded on another machine.
  AccessId find_absolute(const std::string& path, NameCase name_case) {
    const AccessId here = folders_.find_path(path, name_case);
    for (const auto& relocation : relocations)
      if (here == AccessId::none)
        if (const AccessId moved = folders_.find_path(relocated(path, relocation), name_case); moved != AccessId::none) return moved;
    return here;
  }
  Folders& folders() { return folders_; }

  std::vector<Relocation> relocations;

 private:
  Folders& folders_;
  std::unordered_map<std::uint64_t, AccessId> memo_, folded_memo_;
};

/// A folder of a file that may be including, through others, the file in hand; `always`: on every way to it.
struct FolderAbove {
  FolderId folder{};
  bool always = false;
  friend bool operator==(const FolderAbove&, const FolderAbove&) = default;
};

class Resolver {
 public:
  Resolver(const SearchList& list, NearbyLookups& nearby);

  /// `from`: the includer as it was reached; `from_entry`: where it was found, kNoEntry for a main file.
  Found resolve(const Access& from, std::uint32_t from_entry, const IncludeFact& include, SpellingId spelling);
  /// Under rules where the way to the includer matters: every file that the directive may name. `above`: folders of files
  /// that may be including the includer; `sources` know the aliases. Empty: none.
  std::vector<Found> candidates(const Access& from, std::uint32_t from_entry, const IncludeFact& include, SpellingId spelling,
                                std::span<const FolderAbove> above, const SourceFiles& sources);
  const LookupRules& rules() const { return list_.rules; }

 private:
  NameCase name_case() const { return list_.rules.fold_case ? NameCase::folded : NameCase::exact; }
  Found search(const std::string& text, std::uint32_t begin);
  Found search_folders(std::string text, std::uint32_t begin, std::uint32_t end);
  /// A header of a framework inside of the includer's own framework.
  AccessId find_subframework(const Access& from, const std::string& text);
  Found another(const Access& from, const std::string& text, Found found);
  Found memoized(std::vector<Found>& memo, std::vector<bool>& known, const std::string& text, SpellingId spelling,
                 std::uint32_t begin);

  const SearchList& list_;
  NearbyLookups& nearby_;
  std::vector<std::array<std::uint32_t, 2>> positions_;  ///< by folder: where a list with `holders` has it, once or twice
  std::vector<Found> quoted_, angled_;
  std::vector<bool> quoted_known_, angled_known_;
};

}  // namespace unknot
