// The text that declares a class or an enumeration before its definition.
#include "analyzer/extract/cpp/use_forward.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace unknot {
namespace {

/// "template <typename T, int N> "; false: none can be repeated.
bool template_head(const clang::ClassTemplateDecl* described, std::string& out) {
  for (const auto* redeclared : described->redecls())
    for (const auto* parameter : *llvm::cast<clang::ClassTemplateDecl>(redeclared)->getTemplateParameters()) {
      const auto* type = llvm::dyn_cast<clang::TemplateTypeParmDecl>(parameter);
      const auto* value = llvm::dyn_cast<clang::NonTypeTemplateParmDecl>(parameter);
      const auto* templates = llvm::dyn_cast<clang::TemplateTemplateParmDecl>(parameter);
      if ((type != nullptr && type->hasDefaultArgument()) || (value != nullptr && value->hasDefaultArgument()) ||
          (templates != nullptr && templates->hasDefaultArgument()))
        return false;
    }
  const auto& context = described->getASTContext();
  llvm::raw_string_ostream stream(out);
  described->getTemplateParameters()->print(stream, context, context.getPrintingPolicy());
  return true;
}

/// The macro between class-key and name that stands for attributes; empty: none.
std::string attribute_macro(const clang::TagDecl* definition) {
  const auto& sources = definition->getASTContext().getSourceManager();
  for (const auto* attribute : definition->attrs()) {
    if (!llvm::isa<clang::VisibilityAttr, clang::TypeVisibilityAttr, clang::DLLExportAttr, clang::DLLImportAttr>(attribute) ||
        attribute->isInherited() || !attribute->getLocation().isMacroID())
      continue;
    const auto at = sources.getExpansionLoc(attribute->getLocation());
    if (!at.isValid() || sources.getFileID(at) != sources.getFileID(sources.getExpansionLoc(definition->getLocation()))) continue;
    llvm::SmallString<32> buffer;
    return clang::Lexer::getSpelling(at, buffer, sources, definition->getASTContext().getLangOpts()).str();
  }
  return {};
}

}  // namespace

std::string forward_declaration(const clang::TagDecl* definition) {
  if (!definition->getDeclName() || definition->isInvalidDecl() || definition->isInAnotherModuleUnit() ||
      definition->isInNamedModule())
    return {};
  std::string head, tail;
  const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(definition);
  if (record != nullptr) {
    if (llvm::isa<clang::ClassTemplateSpecializationDecl>(record)) return {};
    if (const auto* described = record->getDescribedClassTemplate(); described != nullptr && !template_head(described, head))
      return {};
  }
  if (const auto* enumeration = llvm::dyn_cast<clang::EnumDecl>(definition)) {
    if (!enumeration->isFixed()) return {};
    head += enumeration->isScoped() ? (enumeration->isScopedUsingClassTag() ? "enum class " : "enum struct ") : "enum ";
    const auto& policy = definition->getASTContext().getPrintingPolicy();
    const auto type = enumeration->getIntegerType().getCanonicalType();
    if (!enumeration->isScoped() || enumeration->getIntegerTypeSourceInfo() != nullptr) tail = " : " + type.getAsString(policy);
  } else {
    head += definition->getKindName().str() + " ";
  }
  if (const std::string macro = attribute_macro(definition); !macro.empty()) head += macro + " ";
  std::string out = head + definition->getName().str() + tail + ";";
  for (const auto* around = definition->getDeclContext(); !around->isTranslationUnit(); around = around->getParent()) {
    if (llvm::isa<clang::LinkageSpecDecl, clang::ExportDecl>(around)) continue;
    const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(around);
    if (space == nullptr || space->isAnonymousNamespace()) return {};
    out = (space->isInline() ? "inline namespace " : "namespace ") + space->getName().str() + " { " + out + " }";
  }
  return out;
}

}  // namespace unknot
