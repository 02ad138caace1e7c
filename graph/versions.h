// Versions of libraries, and which of them a project may run with. It knows no file format.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// "2.3.1": numbers, the most significant first; zeros at the end do not count.
struct Version {
  std::vector<std::uint32_t> parts;
  bool is_early = false;  ///< a release candidate and its kin: before the version itself
  friend bool operator==(const Version& a, const Version& b) { return (a <=> b) == std::strong_ordering::equal; }
  friend std::strong_ordering operator<=>(const Version&, const Version&);
};

/// "v2.3.1rc1"; what comes behind the numbers counts only as early or not. Nothing where no number stands in front.
std::optional<Version> parse_version(std::string_view);
std::string to_text(const Version&);

enum class Certainty : std::uint8_t { no, yes, unknown };

struct VersionBound {
  Version version;
  bool is_inclusive = true;
};

/// All that is said of which version of a distribution is installed, and where.
struct VersionRange {
  std::optional<VersionBound> low, high;  ///< nothing: no bound
  std::string file{};                     ///< as shown
  std::uint32_t line = 0, column = 0;

  bool is_exact() const { return low && high && low->version == high->version; }
  /// Is what is installed this version or a later one? Unknown where the range holds both.
  Certainty is_at_least(const Version&) const;
};

/// "2.3.1", "at least 2.0", "any version"
std::string to_text(const VersionRange&);

/// What both say; `a` where they contradict each other.
VersionRange intersection(const VersionRange& a, const VersionRange& b);
/// What one of them says.
VersionRange hull(const VersionRange& a, const VersionRange& b);

/// A distribution that a file of a folder asks for. A lower rank says it more exactly: a lock file's is 0.
struct PinnedDistribution {
  std::string name;    ///< as `distribution_name` spells it
  std::string folder;  ///< what the file speaks of: "", "backend/"
  int rank = 0;
  VersionRange range;
};

/// "Some_Library" -> "some-library": names that installers take for the same.
std::string distribution_name(std::string_view);

/// The versions that a project's files ask for.
class PinnedVersions {
 public:
  /// `development`: names that are asked for only by whoever works on the project.
  explicit PinnedVersions(std::vector<PinnedDistribution> all = {}, std::set<std::string> development = {});

  /// For code or settings in `file` (as shown): the nearest folder upwards that names the distribution, else every other one
  /// that does. Nothing where none does: what is installed is not known at all.
  std::optional<VersionRange> find(std::string_view name, std::string_view file) const;
  /// Is it not there where the project runs?
  bool is_for_development(std::string_view name) const { return development_.contains(std::string(name)); }
  std::span<const PinnedDistribution> all() const { return all_; }

 private:
  std::vector<PinnedDistribution> all_;  ///< sorted by (name, folder, rank, file, line)
  std::set<std::string> development_;
};

}  // namespace unknot
