// The arguments of Clang's errors, and look-ups by name.
#include "analyzer/extract/cpp/missing_names.h"

#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/DiagnosticSema.h"
#include "llvm/Support/raw_ostream.h"

namespace unknot {
namespace {

using clang::DiagnosticsEngine;

template <class T>
void add_once(std::vector<T>& to, const T& value) {
  if (std::ranges::find(to, value) == to.end()) to.push_back(value);
}

/// The class, enumeration or class template's pattern that a declaration is an instance of.
clang::TagDecl* pattern_of(clang::TagDecl* tag) {
  if (const auto* instance = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(tag)) return instance->getSpecializedTemplate()->getTemplatedDecl();
  return tag;
}

class Collector {
 public:
  explicit Collector(MissingNames& out) : out_(out) {}

  void add(clang::QualType type, int depth = 0) {
    constexpr int kDeepest = 8;
    if (type.isNull() || depth > kDeepest) return;
    type = type.getNonReferenceType();
    if (const auto* array = type->getAsArrayTypeUnsafe()) return add(array->getElementType(), depth + 1);
    if (const auto pointee = type->getPointeeType(); !pointee.isNull()) return add(pointee, depth + 1);
    if (auto* tag = type->getAsTagDecl()) add(tag, depth + 1);
    if (const auto* written = type->getAs<clang::TemplateSpecializationType>()) add(written->template_arguments(), depth + 1);
  }
  void add(llvm::ArrayRef<clang::TemplateArgument> arguments, int depth) {
    for (const auto& argument : arguments) {
      if (argument.getKind() == clang::TemplateArgument::Type) add(argument.getAsType(), depth + 1);
      if (argument.getKind() == clang::TemplateArgument::Pack) add(argument.pack_elements(), depth + 1);
    }
  }
  void add(clang::TagDecl* tag, int depth) {
    if (auto* pattern = pattern_of(tag); pattern->getDefinition() == nullptr) add_once(out_.incomplete, pattern);
    if (const auto* instance = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(tag)) add(instance->getTemplateArgs().asArray(), depth + 1);
  }

 private:
  MissingNames& out_;
};

/// Does `context` hold names that can be asked for, and is it no function?
bool is_scope(const clang::DeclContext* context) {
  return context->isFileContext() || context->isRecord() || llvm::isa<clang::EnumDecl>(context);
}

void look_up(clang::DeclContext* context, const clang::DeclarationName& name, std::vector<clang::NamedDecl*>& out) {
  if (auto* tag = llvm::dyn_cast<clang::TagDecl>(context); tag != nullptr && tag->getDefinition() != nullptr) context = tag->getDefinition();
  for (auto* found : context->lookup(name)) add_once<clang::NamedDecl*>(out, found);
  if (!context->isFileContext()) return;
  for (const auto* directive : context->using_directives())
    for (auto* found : const_cast<clang::NamespaceDecl*>(directive->getNominatedNamespace())->lookup(name))
      add_once<clang::NamedDecl*>(out, found);
}

/// An error about a name that is there twice, or differently: none is missing.
bool is_about_too_many(unsigned id) {
  switch (id) {
    case clang::diag::err_redefinition:
    case clang::diag::err_redefinition_different_kind:
    case clang::diag::err_redefinition_different_type:
    case clang::diag::err_redefinition_different_typedef:
    case clang::diag::err_redefinition_of_enumerator:
    case clang::diag::err_redefinition_different_namespace_alias:
    case clang::diag::err_duplicate_member:
    case clang::diag::err_member_redeclared:
    case clang::diag::err_member_redeclared_in_instantiation:
    case clang::diag::err_class_redeclared_with_different_access:
    case clang::diag::err_conflicting_types:
    case clang::diag::err_use_with_wrong_tag:
    case clang::diag::err_ambiguous_reference: return true;
    default: return false;
  }
}

}  // namespace

MissingNames missing_names(const clang::Diagnostic& error, const clang::Sema& sema) {
  MissingNames out;
  if (is_about_too_many(error.getID())) return out;
  out.context = sema.CurContext;
  Collector types(out);
  for (unsigned i = 0; i < error.getNumArgs(); ++i) {
    const auto kind = error.getArgKind(i);
    if (kind == DiagnosticsEngine::ak_std_string || kind == DiagnosticsEngine::ak_c_string) continue;
    const auto raw = error.getRawArg(i);
    switch (kind) {
      case DiagnosticsEngine::ak_identifierinfo:
        if (const auto* name = error.getArgIdentifier(i)) add_once(out.names, clang::DeclarationName(name));
        break;
      case DiagnosticsEngine::ak_declarationname: {
        const auto name = clang::DeclarationName::getFromOpaqueInteger(raw);
        if (name.isIdentifier() && !name.isEmpty()) add_once(out.names, name);
        break;
      }
      case DiagnosticsEngine::ak_qualtype: {
        const auto type = clang::QualType::getFromOpaquePtr(reinterpret_cast<void*>(raw));  // NOLINT: Clang's own encoding
        types.add(type);
        if (!type.isNull())
          if (auto* tag = type.getNonReferenceType()->getAsTagDecl()) add_once<clang::DeclContext*>(out.named_contexts, tag);
        break;
      }
      case DiagnosticsEngine::ak_nameddecl:
        if (auto* decl = reinterpret_cast<clang::NamedDecl*>(raw)) {  // NOLINT: likewise
          if (auto* tag = llvm::dyn_cast<clang::TagDecl>(decl)) types.add(tag, 0);
          if (auto* pattern = llvm::dyn_cast<clang::ClassTemplateDecl>(decl)) types.add(pattern->getTemplatedDecl(), 0);
          if (decl->getDeclName().isIdentifier() && !decl->getDeclName().isEmpty()) add_once(out.names, decl->getDeclName());
        }
        break;
      case DiagnosticsEngine::ak_declcontext:
        if (auto* context = reinterpret_cast<clang::DeclContext*>(raw)) {  // NOLINT: likewise
          add_once(out.named_contexts, context);
          if (auto* tag = llvm::dyn_cast<clang::TagDecl>(context)) types.add(tag, 0);
        }
        break;
      default: break;
    }
  }
  for (const auto& step : sema.CodeSynthesisContexts) {
    if (step.Entity == nullptr) continue;
    if (auto* tag = llvm::dyn_cast<clang::TagDecl>(step.Entity)) types.add(tag, 0);
    if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(step.Entity))
      if (const auto* arguments = function->getTemplateSpecializationArgs()) types.add(arguments->asArray(), 0);
  }
  return out;
}

std::vector<clang::NamedDecl*> declarations_of(const MissingNames& missing, const QualifiedName& written) {
  std::vector<clang::NamedDecl*> out;
  const auto add = [&](const std::vector<clang::NamedDecl*>& found) {
    for (auto* decl : found)
      if (!llvm::isa<clang::NamespaceDecl>(decl)) add_once(out, decl);
  };
  for (auto* tag : missing.incomplete)
    if (auto* definition = tag->getDefinition()) add_once<clang::NamedDecl*>(out, definition);
  const auto look_around = [&](const clang::DeclarationName& name) {
    std::vector<clang::NamedDecl*> found;
    for (auto* context = missing.context; context != nullptr; context = context->getParent())
      if (is_scope(context)) look_up(context, name, found);
    return found;
  };
  for (std::size_t i = 0; i < written.parts.size(); ++i) {
    // The name as it is written, from its first part; and, should that be a dependent one, from the part at the error.
    if (i != 0 && i != written.at) continue;
    auto found = look_around(written.parts[i]);
    for (std::size_t k = i + 1; k < written.parts.size() && !found.empty(); ++k) {
      auto* context = llvm::dyn_cast<clang::DeclContext>(found.front());
      const bool is_space = llvm::isa<clang::NamespaceDecl>(found.front());
      if (context == nullptr || !is_scope(context) || (!is_space && k > written.at)) break;
      std::vector<clang::NamedDecl*> inside;
      look_up(context, written.parts[k], inside);
      found = std::move(inside);
    }
    add(found);
  }
  for (const auto& name : missing.names) {
    std::vector<clang::NamedDecl*> found;
    for (auto* context : missing.named_contexts)
      if (is_scope(context)) look_up(context, name, found);
    add(found);
    if (std::ranges::find(written.parts, name) == written.parts.end()) add(look_around(name));
  }
  return out;
}

std::string forward_declaration(const clang::NamedDecl& decl) {
  const auto* tag = llvm::dyn_cast<clang::TagDecl>(&decl);
  if (tag == nullptr || tag->getIdentifier() == nullptr || !tag->getDeclContext()->getRedeclContext()->isFileContext()) return {};
  std::string text;
  if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(tag)) {
    if (record->getDescribedClassTemplate() != nullptr || llvm::isa<clang::ClassTemplateSpecializationDecl>(record)) return {};
  }
  if (const auto* enumeration = llvm::dyn_cast<clang::EnumDecl>(tag)) {
    if (!enumeration->isFixed()) return {};
    text = enumeration->isScoped() ? "enum class " : "enum ";
    text += tag->getName().str() + " : " + enumeration->getIntegerType().getAsString(tag->getASTContext().getPrintingPolicy()) + ";";
  } else {
    text = tag->getKindName().str() + " " + tag->getName().str() + ";";
  }
  for (const auto* context = tag->getDeclContext()->getRedeclContext(); context != nullptr && !context->isTranslationUnit();
       context = context->getParent()->getRedeclContext()) {
    const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context);
    if (space == nullptr || space->isAnonymousNamespace()) return {};
    text = std::string(space->isInline() ? "inline " : "") + "namespace " + space->getName().str() + " { " + text + " }";
  }
  return text;
}

}  // namespace unknot
