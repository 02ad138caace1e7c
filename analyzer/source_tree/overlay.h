// The working tree with differences laid over it: a revision, the index, and later unsaved buffers, without a second checkout.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// What stands at a path in place of what the disk has there. `unreadable`: a file is there whose bytes nobody has.
enum class OverlaidKind : std::uint8_t { file, link, gone, unreadable };
struct Overlaid {
  OverlaidKind kind = OverlaidKind::gone;
  std::string bytes;  ///< of the file, or the target of the link
  friend bool operator==(const Overlaid&, const Overlaid&) = default;
};

/// A folder comes with the files below it. One of the disk goes with its last entry, if all of them are gone by name.
struct Overlay {
  std::string name;  ///< which tree it makes: one word; answers and facts are kept apart by it
  std::string top;   ///< absolute, without links: every path below is below it
  std::map<std::string, Overlaid> paths;  ///< absolute, without links
};

/// The disk as it is but for these paths. What differs has a signature by content; what does not, that of the disk.
std::unique_ptr<SourceTree> overlay_tree(std::shared_ptr<const Overlay>);

}  // namespace unknot
