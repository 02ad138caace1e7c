// The preprocessor's part of what a unit's files declare and use.
#include "analyzer/extract/cpp/use_macros.h"

#include "clang/Lex/MacroArgs.h"
#include "clang/Lex/Preprocessor.h"

namespace unknot {
namespace {

class MacroNotes final : public clang::PPCallbacks {
 public:
  MacroNotes(const clang::Preprocessor& preprocessor, UnitFiles& files, UseTargets& targets, UnitNotes& notes)
      : preprocessor_(preprocessor), files_(files), targets_(targets), notes_(notes) {}

  void LexedFileChanged(clang::FileID file, LexedFileChangeReason, clang::SrcMgr::CharacteristicKind, clang::FileID,
                        clang::SourceLocation) override {
    in_project_ = files_.of(file) != UnitFiles::kOutside;
  }
  void MacroDefined(const clang::Token& name, const clang::MacroDirective* directive) override {
    if (!in_project_) return;
    notes_.macro(name.getIdentifierInfo()->getName(), directive->getMacroInfo());
  }
  void MacroExpands(const clang::Token& name, const clang::MacroDefinition& macro, clang::SourceRange,
                    const clang::MacroArgs*) override {
    use(name, macro);
  }
  void MacroUndefined(const clang::Token& name, const clang::MacroDefinition& macro, const clang::MacroDirective*) override {
    use(name, macro);
  }
  void Defined(const clang::Token& name, const clang::MacroDefinition& macro, clang::SourceRange) override { use(name, macro); }
  void Ifdef(clang::SourceLocation, const clang::Token& name, const clang::MacroDefinition& macro) override { use(name, macro); }
  void Ifndef(clang::SourceLocation, const clang::Token& name, const clang::MacroDefinition& macro) override { use(name, macro); }
  void Elifdef(clang::SourceLocation, const clang::Token& name, const clang::MacroDefinition& macro) override {
    use(name, macro);
  }
  void Elifndef(clang::SourceLocation, const clang::Token& name, const clang::MacroDefinition& macro) override {
    use(name, macro);
  }
  using PPCallbacks::Elifdef;
  using PPCallbacks::Elifndef;

 private:
  void use(const clang::Token& name, const clang::MacroDefinition& definition) {
    if (!in_project_) return;
    const clang::MacroInfo* macro = definition.getMacroInfo();
    if (macro == nullptr || macro->isBuiltinMacro() || macro->isUsedForHeaderGuard()) return;
    const auto& sources = preprocessor_.getSourceManager();
    const auto at = macro->getDefinitionLoc();
    // The compiler's own macros and the command's -D stand in no file.
    if (at.isInvalid() || !sources.getFileEntryRefForID(sources.getFileID(at))) return;
    notes_.use(targets_.of(name.getIdentifierInfo()->getName(), macro), Strength::macro, name.getLocation());
  }

  const clang::Preprocessor& preprocessor_;
  UnitFiles& files_;
  UseTargets& targets_;
  UnitNotes& notes_;
  bool in_project_ = false;
};

}  // namespace

std::unique_ptr<clang::PPCallbacks> macro_notes(const clang::Preprocessor& preprocessor, UnitFiles& files, UseTargets& targets,
                                                UnitNotes& notes) {
  return std::make_unique<MacroNotes>(preprocessor, files, targets, notes);
}

}  // namespace unknot
