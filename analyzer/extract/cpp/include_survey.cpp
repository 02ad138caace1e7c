// What the files of a unit hold besides what is named.
#include "analyzer/extract/cpp/include_survey.h"

#include <algorithm>
#include <array>

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/MacroInfo.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Functions that templates of well-known libraries call for any type, by its namespace.
constexpr std::array<std::string_view, 17> kFoundByArguments{
    "swap", "begin", "end", "size", "data", "get", "hash_value", "to_json", "from_json", "PrintTo", "AbslHashValue", "AbslStringify",
    "tag_invoke", "serialize", "save", "load", "format_as"};

/// Does the unit that includes it give a definition to others, or to what another file declares?
bool defines_for_others(const clang::NamedDecl* decl, auto&& number) {
  const auto elsewhere = [&](const auto* defined) { return number(defined->getFirstDecl()) != number(defined); };
  if (const auto* function = decl->getAsFunction())
    return function->isThisDeclarationADefinition() &&
           (elsewhere(function) || (function->isExternallyVisible() && !function->isInlined() && !function->isTemplated() && !function->isTemplateInstantiation()));
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(decl);
  return variable != nullptr && variable->isFileVarDecl() && variable->isThisDeclarationADefinition() == clang::VarDecl::Definition &&
         (elsewhere(variable) || (variable->isExternallyVisible() && !variable->isInline() && !variable->isTemplated()));
}

bool is_found_by_arguments(const clang::FunctionDecl* function) {
  if (llvm::isa<clang::CXXMethodDecl>(function)) return false;
  if (function->isOverloadedOperator() || function->getLiteralIdentifier() != nullptr) return true;
  return function->getIdentifier() != nullptr && std::ranges::find(kFoundByArguments, std::string_view(function->getName())) != kFoundByArguments.end();
}

}  // namespace

IncludeSurvey::IncludeSurvey(clang::ASTContext& context, const IncludeRecord& record) : record_(record), files_(record.files().size()) {
  auto& preprocessor = record.preprocessor();
  for (const auto& file : record.files())
    for (const auto* name : file.unseen) names_.try_emplace(name);
  for (auto& [name, files] : names_)
    for (const auto* change = preprocessor.getLocalMacroDirectiveHistory(name); change != nullptr; change = change->getPrevious())
      if (const auto* definition = llvm::dyn_cast<clang::DefMacroDirective>(change))
        if (const FileNumber file = record.number(definition->getLocation()); file != kNoFile) files.push_back(file);
  walk(context.getTranslationUnitDecl());
  for (auto& [name, files] : names_) sort_unique(files);
}

const std::vector<FileNumber>& IncludeSurvey::declaring(const clang::IdentifierInfo* name) const {
  static const std::vector<FileNumber> kNone;
  const auto known = names_.find(name);
  return known == names_.end() ? kNone : known->second;
}

void IncludeSurvey::walk(const clang::DeclContext* context) {
  for (const auto* decl : context->noload_decls()) {
    if (decl->isFromASTFile() || (decl->isImplicit() && !llvm::isa<clang::LinkageSpecDecl>(decl))) continue;
    if (const auto* named = llvm::dyn_cast<clang::NamedDecl>(decl)) look_at(named);
    if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl, clang::ExportDecl, clang::RecordDecl, clang::EnumDecl>(decl))
      walk(llvm::cast<clang::DeclContext>(decl));
    else if (const auto* made = llvm::dyn_cast<clang::ClassTemplateDecl>(decl)) walk(made->getTemplatedDecl());
  }
}

void IncludeSurvey::look_at(const clang::NamedDecl* decl) {
  const FileNumber number = record_.number(decl->getLocation());
  if (number == kNoFile) return;
  if (const auto* name = decl->getIdentifier())
    if (const auto known = names_.find(name); known != names_.end() && (known->second.empty() || known->second.back() != number))
      known->second.push_back(number);
  SurveyedFile& file = files_[number];
  if (!llvm::isa<clang::NamespaceDecl>(decl)) file.nameable = true;
  const auto* function = decl->getAsFunction();
  if (defines_for_others(decl, [this](const clang::Decl* each) { return record_.number(each->getLocation()); })) file.implicit = true;
  if (const auto* made = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(decl)) {
    if (record_.number(made->getSpecializedTemplate()->getLocation()) != number && is_foreign(made->getTemplateArgs().asArray(), number))
      file.implicit = true;
  } else if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(decl)) {
    // A constant by the language's rules does nothing when the program starts, and what the standard library makes nothing but itself.
    const auto* type = variable->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (variable->isFileVarDecl() && variable->isThisDeclarationADefinition() && !variable->isConstexpr() && variable->hasInit() && type != nullptr &&
        !type->isInStdNamespace() && !variable->getType()->isDependentType() && !variable->hasConstantInitialization())
      file.implicit = true;
  } else if (function != nullptr && is_found_by_arguments(function) && is_foreign(function, number)) {
    file.implicit = true;
  } else if (function != nullptr && function->getTemplateSpecializationKind() == clang::TSK_ExplicitSpecialization) {
    const auto* primary = function->getPrimaryTemplate();
    if (primary != nullptr && record_.number(primary->getLocation()) != number) file.implicit = true;
  }
}

bool IncludeSurvey::is_own(clang::QualType type, FileNumber file) const {
  type = type.getNonReferenceType();
  while (!type->getPointeeType().isNull()) type = type->getPointeeType();
  if (const auto* tag = type->getAsTagDecl()) return record_.number(tag->getLocation()) == file;
  if (const auto* made = type->getAs<clang::TemplateSpecializationType>())
    if (const auto* decl = made->getTemplateName().getAsTemplateDecl(true)) return record_.number(decl->getLocation()) == file;
  return false;
}

bool IncludeSurvey::is_foreign(llvm::ArrayRef<clang::TemplateArgument> arguments, FileNumber file) const {
  return std::ranges::none_of(arguments, [&](const clang::TemplateArgument& argument) {
    return argument.getKind() == clang::TemplateArgument::Type && is_own(argument.getAsType(), file);
  });
}

bool IncludeSurvey::is_foreign(const clang::FunctionDecl* function, FileNumber file) const {
  return std::ranges::none_of(function->parameters(), [&](const clang::ParmVarDecl* parameter) { return is_own(parameter->getType(), file); });
}

}  // namespace unknot
