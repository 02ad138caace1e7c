// Facts of one file's text, whatever unit reads it: its include directives and module lines with their conditions, and its
// comments that ask for silence. Context-free, so they are cached by the file's content. It knows no Clang type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "graph/program.h"

namespace unknot {

/// Changes whenever the bytes or the meaning of facts change: part of every cache key and of the greeting between programs.
constexpr std::string_view kExtractorVersion = "unknot-clang 11";

enum class Spelled : std::uint8_t { quoted, angled, computed };

struct FactLiteral {
  std::uint32_t atom = 0;  ///< index into FileFacts::atoms
  bool holds = true;
  friend bool operator==(const FactLiteral&, const FactLiteral&) = default;
};

struct IncludeFact {
  DependencyKind kind = DependencyKind::include;  ///< include, include_next, import; of a header unit import or export_import
  Spelled form = Spelled::quoted;
  std::string spelling;         ///< what stands between the quotes; for `computed` the macro text
  std::uint32_t line = 0;       ///< 1-based, of the opening quote or bracket
  std::uint32_t column = 0;     ///< 1-based, UTF-8 bytes
  std::uint32_t condition = 0;  ///< index into FileFacts::conditions
  std::uint32_t guard = 0;      ///< 1 + index into FileFacts::guards of the innermost guard around it; 0: none
  bool header_unit = false;     ///< `import "a.h";`: the header is compiled by itself, its text is not pasted in
};

enum class ModuleRole : std::uint8_t { interface, implementation, import, export_import };

/// A line that declares or imports a named module. It counts only in units whose language has modules.
struct ModuleFact {
  ModuleRole role = ModuleRole::import;
  std::string name;             ///< "a.b", "a:part"; ":part" of an import of the own module's partition
  std::uint32_t line = 0;       ///< 1-based, of the name's first byte
  std::uint32_t column = 0;     ///< 1-based, UTF-8 bytes
  std::uint32_t condition = 0;  ///< index into FileFacts::conditions
};

/// A comment that asks for silence, as written.
struct SilenceFact {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t target_line = 0;  ///< 0: the whole file
  std::vector<std::string> checks;
  std::string reason;
  bool foreign = false;
};

struct FileFacts {
  bool once = false;                 ///< its text counts at most once in a unit (#pragma once, or a guard around all of it)
  std::vector<std::string> guards;   ///< macros whose #ifndef was taken out of conditions as an include guard
  std::vector<std::string> atoms;    ///< the questions that conditions ask, in order of first use
  std::vector<std::vector<FactLiteral>> conditions{{}};  ///< conjunctions; [0] is "always"
  std::vector<IncludeFact> includes; ///< in order of lines; dead ones (#if 0) are left out
  std::vector<ModuleFact> modules;   ///< likewise
  std::vector<std::uint32_t> macros; ///< macro_hash of each name that it defines or undefines, sorted, unique
  std::vector<SilenceFact> silences;
  /// #pragma include_alias: what a directive spells, and what it then stands for, both with their quotes or brackets.
  std::vector<std::pair<std::string, std::string>> aliases;
};

/// What FileFacts::macros holds of a name: enough to rule nearly every file out, so that few are asked for more.
std::uint32_t macro_hash(std::string_view name);

/// Do all indices in it name something? What another process or the cache gave is asked before it is used.
bool is_sound(const FileFacts&);

std::string encode_facts(const FileFacts&);
/// False where the bytes are broken; then `facts` is not to be used.
bool decode_facts(std::string_view, FileFacts& facts);

}  // namespace unknot
