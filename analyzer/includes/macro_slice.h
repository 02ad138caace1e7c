// Which macros can have a say in a set of conditions, and which files change them: a backward slice over #define, #undef and
// the conditions around them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/folders.h"
#include "analyzer/includes/source_files.h"

namespace unknot {

/// The macro names in an atom's text.
std::vector<std::string> macros_in(std::string_view atom);

/// Which files define or undefine macros of a given hash.
class MacroIndex {
 public:
  /// `wanted[i]`: does file i have a say?
  MacroIndex(const SourceFiles&, const std::vector<bool>& wanted);
  /// May hold files that do not (hashes can be equal); never lacks one that does.
  const std::vector<FileId>& changers(std::string_view name) const;

 private:
  std::unordered_map<std::uint32_t, std::vector<FileId>> by_hash_;
};

struct MacroSlice {
  std::set<std::string> names;
  std::set<FileId> changers;
  bool outside = false;  ///< a name that no project file changes is asked about: system headers may have a say
};

MacroSlice slice_macros(std::set<std::string> names, const MacroIndex&, const Folders&, Workers&);

}  // namespace unknot
