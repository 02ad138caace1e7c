// The include lines of a unit as its preprocessor meets them, what comments say of them, and text that no parse sees. It knows
// no declarations.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/extract/cpp/use_files.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseSet.h"

namespace unknot {

using FileNumber = std::uint32_t;
constexpr FileNumber kNoFile = 0xffffffff;

/// An include line that was met, followed or not.
struct IncludeLine {
  FileNumber from = kNoFile;  ///< kNoFile: the command (-include)
  FileNumber to = kNoFile;
  std::uint32_t offset = 0;   ///< of the '#', bytes
  std::uint32_t line = 0, column = 0;  ///< of the opening quote or bracket
  std::string spelled;        ///< with quotes or brackets
  bool kept = false;          ///< by a pragma, or since the name comes from a macro
  bool exported = false;
};

/// A file of the unit, in the project or not.
struct MetFile {
  std::string path;              ///< absolute
  std::uint32_t project = UnitFiles::kOutside;  ///< as UnitFiles counts
  bool once = false;             ///< its text counts once
  bool self_contained = true;    ///< false: its text is a part of who includes it
  bool always_keep = false;
  bool is_private = false;
  std::string instead;           ///< of a private one: how to include it, with quotes or brackets; empty: not said
  std::vector<std::uint32_t> lines;  ///< indices into IncludeRecord::lines, in order of offsets
  llvm::DenseSet<const clang::IdentifierInfo*> unseen;  ///< names in macros' bodies and in branches that were left out
};

class IncludeRecord {
 public:
  IncludeRecord(clang::Preprocessor&, UnitFiles&, const std::string& directory);
  ~IncludeRecord();
  /// To be given to the preprocessor that it was made for.
  std::unique_ptr<clang::PPCallbacks> callbacks();

  /// After the unit: sorts the lines, and reads comments and guards.
  void finish();
  /// kNoFile: of no file that was met.
  FileNumber number(clang::SourceLocation) const;
  FileNumber number(clang::FileID) const;
  FileNumber main_file() const { return number(preprocessor_.getSourceManager().getMainFileID()); }

  const std::vector<MetFile>& files() const { return files_; }
  const std::vector<IncludeLine>& lines() const { return lines_; }
  clang::Preprocessor& preprocessor() const { return preprocessor_; }

 private:
  class Callbacks;
  class Comments;
  struct Pragma {
    FileNumber file = kNoFile;
    std::uint32_t line = 0;
    std::string text;
  };
  FileNumber met(clang::FileEntryRef);
  void read_pragmas();

  clang::Preprocessor& preprocessor_;
  UnitFiles& project_files_;
  const std::string& directory_;
  std::unique_ptr<Comments> comments_;
  std::vector<MetFile> files_;
  std::vector<clang::FileEntryRef> entries_;
  std::vector<IncludeLine> lines_;
  std::vector<Pragma> pragmas_;
  llvm::DenseMap<const clang::FileEntry*, FileNumber> numbers_;
};

}  // namespace unknot
