// What `unknot` asks and `unknot-clang` answers: plain values, one frame each way (a 4-byte little-endian length, then the
// bytes). One request at a time: who asks waits, so that a crash or a hang names its request.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/extract/facts.h"

namespace unknot {

/// Read the directives of each file. Paths are absolute.
struct ScanRequest {
  std::vector<std::string> paths;
};
struct ScannedFile {
  ReadStatus status = ReadStatus::ok;
  FileSignature signature;
  std::array<std::uint64_t, 2> hash{};  ///< XXH3-128 of its bytes
  FileFacts facts;
};
struct ScanReply {
  std::vector<ScannedFile> files;  ///< as asked
};

/// Ask the Clang driver where a command looks for headers. No compiler is run.
struct DriverRequest {
  std::string directory;
  std::vector<std::string> flags;  ///< compiler word first; no input, no output
  std::string file;
};
enum class SearchGroup : std::uint8_t { quoted, angled, system };
enum class PlaceKind : std::uint8_t { folder, frameworks };
struct DriverEntry {
  std::string path;  ///< absolute
  SearchGroup group = SearchGroup::angled;
  PlaceKind kind = PlaceKind::folder;  ///< a folder may also be the file of a header map
};
struct DriverReply {
  bool ok = false;
  bool modules = false;             ///< the language has C++20 modules: `import` at the start of a line is a directive
  std::string message;              ///< what the driver had to say, one line
  std::vector<DriverEntry> search;  ///< in the order in which clang looks, duplicates and missing folders still in
  std::vector<std::string> unknown; ///< options that the driver does not know, as written, in their order
  std::vector<std::string> probed;  ///< paths that the driver asked the file system about, sorted
};

/// A compiled module (BmiReply), in a file.
struct ModuleFile {
  std::string name;  ///< "a", "a:part"; empty: a header unit
  std::string path;  ///< absolute
  friend auto operator<=>(const ModuleFile&, const ModuleFile&) = default;
};

/// Preprocess one unit with Clang, on minimised sources.
struct PreprocessRequest {
  std::string directory;
  std::vector<std::string> flags;
  std::string file;
  std::string predefined;  ///< "#define" lines that take the place of Clang's own predefined macros; empty: those
  std::vector<ModuleFile> modules{};  ///< what it imports, itself or through others; no other compiled module is opened
};
struct EnteredInclude {
  std::uint32_t from = 0;  ///< index into PreprocessReply::paths
  std::uint32_t to = 0;
  std::uint32_t line = 0;  ///< of the opening quote; of the '#' where the name comes from a macro
  friend auto operator<=>(const EnteredInclude&, const EnteredInclude&) = default;
};
/// A line that imports a named module, followed.
struct EnteredImport {
  std::uint32_t in = 0;  ///< index into PreprocessReply::paths
  std::uint32_t line = 0;
  friend auto operator<=>(const EnteredImport&, const EnteredImport&) = default;
};
struct PreprocessReply {
  bool ok = false;
  std::string message;
  std::vector<std::string> paths;         ///< absolute, as Clang spells them
  std::vector<EnteredInclude> includes;   ///< sorted, unique; also of header units
  std::vector<EnteredImport> imports;     ///< sorted, unique
  std::string module;                     ///< the named module that the unit belongs to: "a", "a:part"; empty: none
  std::vector<std::string> read;          ///< files opened since the last reply of this process, sorted
  std::vector<std::string> missing;       ///< asked for since then and not there, sorted
};

/// Where do these files define or undefine these macros, and on which other macros does that depend?
struct MacroRequest {
  std::vector<std::string> paths;
  std::vector<std::string> names;  ///< empty: all
};
struct MacroChange {
  std::uint32_t name = 0;                 ///< index into MacroReply::names
  std::vector<std::uint32_t> depends_on;  ///< names in the conditions around it and in its replacement text
};
struct MacroReply {
  std::vector<std::string> names;
  std::vector<std::vector<MacroChange>> files;  ///< as asked
};

/// Preprocess one unit as `clang -E` does, and count the text.
struct MeasureRequest {
  PreprocessRequest unit;
};
/// Bytes of a file's own text in one unit, line markers and all.
struct FileText {
  std::uint32_t entered = 0;  ///< how often
  std::uint64_t first = 0;    ///< when it was entered first
  std::uint64_t again = 0;    ///< all other times together
};
struct MeasureReply {
  PreprocessReply unit;         ///< `includes` has those behind guards, too: each directive that is met
  std::vector<FileText> texts;  ///< by PreprocessReply::paths
  std::uint64_t total = 0;      ///< of the whole output: also what stands in no file
};

/// Parse one unit in full: the facts of each of its files that belongs to the project.
struct AstRequest {
  PreprocessRequest unit;
  std::string text;                ///< of the unit's file, which need not exist then; empty: its own
  std::vector<std::string> roots;  ///< absolute, without links: what lies in them belongs to the project; paths of facts start at the first
  bool functions = false;          ///< also what functions do: AstReply::functions
  bool includes = false;           ///< also what include lines are for: FileAst::includes
  bool every_body = false;         ///< those of system headers too, as a compiler does: what verifies an edit needs it
};
/// What the unit says of one file. Most headers say the same in every unit: what a process has sent once it does not send again.
struct AstBlock {
  std::string path;                     ///< absolute, as Clang spells it
  std::array<std::uint64_t, 2> hash{};  ///< XXH3-128 of the bytes
  std::string bytes;                    ///< encode_ast of the facts; empty: this process has sent them before
};
struct AstReply {
  bool ok = false;           ///< there is a syntax tree, though parts may be missing from it where there are errors
  std::uint32_t errors = 0;
  std::string message;       ///< of the first error
  std::string file;          ///< where it stands: absolute, as Clang spells it; empty: nowhere
  std::uint32_t line = 0;
  std::vector<AstBlock> files;       ///< sorted by path
  std::vector<AstBlock> functions;   ///< likewise, encode_functions of what was asked for; files that define none are left out
  std::vector<std::string> read;     ///< files opened for this unit, or known by this process from an earlier one, sorted
  std::vector<std::string> missing;  ///< asked for and not there, sorted
};

/// Which modules does one unit need, and which is it? What P1689 files say (wg21.link/p1689r5), asked of the preprocessor. Macros
/// of header units count where the unit brings those compiled.
struct ModuleScanRequest {
  PreprocessRequest unit;
  PreprocessRequest importer{};  ///< whose language and target count; without flags: the unit's own
};
struct ModuleScanReply {
  bool ok = false;
  std::string message;
  std::string provides;             ///< what an import of this name means: "a", "a:part"; empty: none
  /// Names of modules, and absolute paths of headers that are imported as units and that the unit does not bring; sorted, unique.
  std::vector<std::string> needs;
  std::array<std::uint64_t, 2> language{};  ///< of language and target: equal ones understand each other's compiled modules
  std::vector<std::string> read;    ///< files opened, sorted
  std::vector<std::string> missing; ///< asked for and not there, sorted
};

/// What an import means: a named module's interface or partition, or a header by itself.
enum class BmiKind : std::uint8_t { named, header_unit };
/// Compile one module, so far as those who import it need it.
struct BmiRequest {
  PreprocessRequest unit;
  PreprocessRequest importer{};  ///< as in ModuleScanRequest
  BmiKind kind = BmiKind::named;
};
struct BmiReply {
  bool ok = false;
  std::string message;  ///< the first error
  std::string file;     ///< where it stands: absolute, as Clang spells it; empty: nowhere
  std::uint32_t line = 0;
  std::string bmi;      ///< Clang's serialised syntax tree, for this version of Clang alone
  std::vector<std::string> read;     ///< files opened, sorted
  std::vector<std::string> missing;  ///< asked for and not there, sorted
};

/// Enter a file first: parse a unit that holds nothing but an include of it.
struct EnterRequest {
  PreprocessRequest unit;    ///< its file need not be there where `text` is given
  std::string text;          ///< what stands in the unit's file; empty: its own text
  std::string without_file;  ///< absolute; empty: none. One line of it is read as if it were empty
  std::uint32_t without_line = 0;
  std::vector<std::string> bodies;  ///< real paths of the files whose function bodies are asked for; empty: every file's
};
struct TextPlace {
  std::uint32_t path = 0;  ///< index into EnterReply::paths
  std::uint32_t line = 0;
  std::uint32_t column = 0;  ///< UTF-8 bytes
  friend auto operator<=>(const TextPlace&, const TextPlace&) = default;
};
/// Something that Clang cannot compile.
struct EnterFault {
  std::string message;           ///< Clang's words
  bool on_purpose = false;       ///< an #error
  TextPlace at;                  ///< where somebody needs what is missing: of an instantiation the place that asks for it
  std::vector<TextPlace> stack;  ///< the include lines that lead to `at`, outermost first; that of `text` is left out
  /// A name is missing that a file of the stack declares behind the line where it was left.
  bool late = false;
  std::string name;              ///< then: the name, qualified
  std::uint32_t left = 0;        ///< index into `stack`: the line where that file was left
  TextPlace declared;            ///< where it declares the name
  std::string forward;           ///< a forward declaration of it with its namespaces, as text; empty: none is possible
  /// The last include before `at` that gave nothing, since the file that it names was not finished; line 0: there is none.
  TextPlace guard;
  std::uint32_t guarded = 0;     ///< index into EnterReply::paths: the file that it names
};
struct EnterReply {
  bool ok = false;                     ///< it was parsed to its end, with faults or without
  std::string message;                 ///< why not
  std::vector<std::string> paths;      ///< absolute, as Clang spells them
  std::vector<EnterFault> faults;      ///< the first ones, in Clang's order
  std::vector<TextPlace> fault_places; ///< of all of them, up to a limit; sorted
  bool cut_short = false;              ///< there are more
  std::vector<std::uint32_t> entered;  ///< files of which some text was read, sorted
  std::vector<std::string> read;       ///< files opened, sorted
  std::vector<std::string> missing;    ///< asked for and not there, sorted
};

/// How would function bodies of a file stand in another one?
struct BodiesRequest {
  PreprocessRequest unit;        ///< a unit that reads the file
  std::string file;              ///< absolute
  std::vector<TextPosition> at;  ///< functions whose definition holds one of these
};
/// Replaces [begin, end) by `text`.
struct TextChange {
  TextPosition begin, end;
  std::string text;
};
struct OutOfLine {
  std::string name;                     ///< qualified
  TextPosition begin, end;              ///< the definition as it is; `end` is exclusive
  std::string why_not;                  ///< "is constexpr"; empty: it can stand elsewhere
  std::vector<TextChange> changes;      ///< in the file, so that it keeps a declaration
  bool whole = false;                   ///< all of the definition goes, since a declaration stands elsewhere
  std::string text;                     ///< the definition outside, as it stands in its namespaces
  std::vector<std::string> namespaces;  ///< around it as spelled, outermost first; "inline v1"
};
struct BodiesReply {
  bool ok = false;  ///< the unit read the file
  std::vector<OutOfLine> bodies;
};

using Request = std::variant<ScanRequest, DriverRequest, PreprocessRequest, MacroRequest, MeasureRequest, AstRequest, ModuleScanRequest, BmiRequest,
                             EnterRequest, BodiesRequest>;
using Reply = std::variant<ScanReply, DriverReply, PreprocessReply, MacroReply, MeasureReply, AstReply, ModuleScanReply, BmiReply, EnterReply,
                           BodiesReply>;

std::string encode_request(const Request&);
/// False where the bytes are not a request.
bool decode_request(std::string_view, Request&);
std::string encode_reply(const Reply&);
bool decode_reply(std::string_view, Reply&);

}  // namespace unknot
