// What the units of one class (one search list) can reach: every file as it is found, every directive's target, whatever
// its condition. An over-approximation of each unit of the class.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "analyzer/includes/resolver.h"

namespace unknot {

/// A unit of a class: its main file, after the files that its command forces in front of it (-include).
struct ClassUnit {
  AccessId file = AccessId::none;
  std::vector<AccessId> forced;
  std::uint32_t command = 0;  ///< the caller's number for the command
};

/// A file as some directive of the class reaches it.
struct ReachedFile {
  AccessId access = AccessId::none;
  FileId file{};
  std::uint32_t entry = kNoEntry;
};
struct Step {
  std::uint32_t include = 0;  ///< index into the file's facts
  std::uint32_t to = 0;       ///< state; kUnresolved: no file of that name
};
constexpr std::uint32_t kUnresolved = 0xffffffff;

/// Targets that no look-up finds, by (file, index of the include): of computed includes as the preprocessor found them, and of
/// copies that the build has yet to make.
using ComputedTargets = std::map<std::pair<FileId, std::uint32_t>, std::vector<AccessId>>;

/// Does it matter through which entry of the search list a file was found? Only where some #include_next goes on from there,
/// and that may be several quoted includes further.
enum class Places : std::uint8_t { alike, told_apart };
/// Does the class's language have C++20 modules? Where it does not, lines that look like imports are none.
enum class Modules : std::uint8_t { absent, present };

class ClassGraph {
 public:
  /// `follow(file)`: the file's facts where its includes are to be followed, else nullptr (a leaf, or not scanned yet).
  ClassGraph(const SearchList& list, NearbyLookups& nearby, std::vector<ClassUnit> units,
             const std::function<const ScannedSource*(FileId)>& follow, const ComputedTargets& computed,
             const SourceFiles& sources, Places places, Modules modules);

  const std::vector<ClassUnit>& units() const { return units_; }
  const std::vector<ReachedFile>& states() const { return states_; }
  std::span<const Step> steps(std::uint32_t state) const {
    return std::span(steps_).subspan(rows_[state], rows_[state + 1] - rows_[state]);
  }
  /// Header units that the state imports: compiled by themselves, so no text of theirs is pasted in.
  std::span<const Step> unit_imports(std::uint32_t state) const {
    return std::span(unit_imports_).subspan(unit_import_rows_[state], unit_import_rows_[state + 1] - unit_import_rows_[state]);
  }
  bool has_unit_imports() const { return !unit_imports_.empty(); }
  /// The states where a unit starts: forced files in order, then the main file.
  std::vector<std::uint32_t> starts(const ClassUnit&) const;
  /// Every state where text is read from the start: those of all units, and header units.
  std::vector<std::uint32_t> roots() const;

 private:
  using Follow = std::function<const ScannedSource*(FileId)>;
  /// For each access, the folders of files that may be including it: as far as known when the steps were made.
  using Above = std::vector<std::vector<FolderAbove>>;

  std::uint32_t state(Found found, const Folders& folders);
  void walk(Resolver&, const Folders&, const Follow&, const ComputedTargets&, const SourceFiles&, const Above&);
  void add_steps(Resolver&, const Folders&, std::uint32_t at, std::uint32_t include, const ScannedSource&, const SourceFiles&,
                 std::span<const FolderAbove> above);
  Above folders_above(const Folders&) const;
  /// Says of each folder whether it is on every way.
  void mark_always(const Folders&, Above&) const;

  std::vector<ClassUnit> units_;
  std::vector<ReachedFile> states_;
  std::vector<Step> steps_;
  std::vector<std::uint32_t> rows_;
  std::vector<Step> unit_imports_;
  std::vector<std::uint32_t> unit_import_rows_;
  Places places_;
  Modules modules_;
  std::vector<std::uint32_t> by_access_;  ///< the first state of an access, plus one
  std::unordered_map<std::uint64_t, std::uint32_t> by_place_;  ///< its other states, by (access, entry)
};

}  // namespace unknot
