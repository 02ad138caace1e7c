// What the files of a unit hold besides what is named: text that counts though nobody spells its name.
#pragma once

#include <vector>

#include "analyzer/extract/cpp/include_record.h"
#include "clang/AST/ASTContext.h"

namespace unknot {

struct SurveyedFile {
  bool nameable = false;  ///< it declares something that is no macro and no namespace
  /// Something in it may count unseen: a template specialised for a type of another file, an operator or a function that templates
  /// find by their arguments, for such a type, an object whose constructor does something, a definition that others link to or that another file declares.
  bool implicit = false;
};

class IncludeSurvey {
 public:
  IncludeSurvey(clang::ASTContext&, const IncludeRecord&);

  const SurveyedFile& operator[](FileNumber file) const { return files_[file]; }
  /// Files that declare something of this name, among the names that some file's unseen text has.
  const std::vector<FileNumber>& declaring(const clang::IdentifierInfo* name) const;

 private:
  void walk(const clang::DeclContext*);
  void look_at(const clang::NamedDecl*);
  bool is_foreign(const clang::FunctionDecl*, FileNumber) const;
  bool is_foreign(llvm::ArrayRef<clang::TemplateArgument>, FileNumber) const;
  bool is_own(clang::QualType, FileNumber) const;

  const IncludeRecord& record_;
  std::vector<SurveyedFile> files_;
  llvm::DenseMap<const clang::IdentifierInfo*, std::vector<FileNumber>> names_;
};

}  // namespace unknot
