// Which classes must be complete where a type must be.
#include "analyzer/extract/cpp/use_needs.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "graph/sort_unique.h"
#include "llvm/ADT/StringSet.h"

namespace unknot {
namespace {

using clang::ClassTemplateSpecializationDecl;

const clang::RecordDecl* record_of(clang::QualType type) {
  if (type.isNull()) return nullptr;
  const clang::Type* bare = type.getCanonicalType().getTypePtr()->getBaseElementTypeUnsafe();
  if (const auto* record = bare->getAs<clang::RecordType>()) return record->getDecl();
  if (const auto* injected = bare->getAs<clang::InjectedClassNameType>()) return injected->getDecl();
  return nullptr;
}

/// Templates of the standard library whose objects may exist while their arguments are incomplete.
bool is_tolerant(const ClassTemplateSpecializationDecl* made) {
  static const llvm::StringSet<> names = {"unique_ptr",
                                          "shared_ptr",
                                          "weak_ptr",
                                          "function",
                                          "move_only_function",
                                          "reference_wrapper",
                                          "allocator",
                                          "default_delete",
                                          "enable_shared_from_this",
                                          "owner_less",
                                          "less",
                                          "greater",
                                          "equal_to",
                                          "hash",
                                          "char_traits",
                                          "atomic",
                                          "initializer_list",
                                          "allocator_traits",
                                          "span",
                                          "basic_string_view",
                                          "coroutine_handle",
                                          "iterator_traits",
                                          "promise",
                                          "future",
                                          "shared_future"};
  // What begins with an underscore is within one that counts.
  return made->isInStdNamespace() && made->getDeclName() && (made->getName().starts_with("_") || names.contains(made->getName()));
}

/// Functions of the standard library that are called with incomplete types.
bool is_tolerant(const clang::FunctionDecl* function) {
  static const llvm::StringSet<> names = {"move",
                                          "forward",
                                          "addressof",
                                          "as_const",
                                          "declval",
                                          "launder",
                                          "ref",
                                          "cref",
                                          "get",
                                          "to_address",
                                          "operator->",
                                          "operator*",
                                          "operator bool",
                                          "release",
                                          "static_pointer_cast",
                                          "const_pointer_cast",
                                          "operator==",
                                          "operator!=",
                                          "use_count"};
  return function->isInStdNamespace() && names.contains(function->getNameAsString());
}

bool is_unique_ptr(const ClassTemplateSpecializationDecl* made) {
  return made->isInStdNamespace() && made->getDeclName() &&
         (made->getName() == "unique_ptr" || made->getName() == "default_delete");
}

}  // namespace

const clang::CXXRecordDecl* class_behind(clang::QualType type) {
  return llvm::dyn_cast_or_null<clang::CXXRecordDecl>(record_of(type));
}

void TypeNeeds::arguments(llvm::ArrayRef<clang::TemplateArgument> given, Ids& out) {
  for (const auto& argument : given) {
    if (argument.getKind() == clang::TemplateArgument::Pack) arguments(argument.getPackAsArray(), out);
    if (argument.getKind() != clang::TemplateArgument::Type) continue;
    for (const auto id : to_be_complete(argument.getAsType()))
      if (!targets_[id].outside) out.push_back(id);
  }
}

/// What members and bases hold by value, as far as it comes from the arguments.
void TypeNeeds::layout(const ClassTemplateSpecializationDecl* made, Ids& out) {
  const auto* definition = llvm::cast_or_null<ClassTemplateSpecializationDecl>(made->getDefinition());
  if (definition == nullptr || definition->isInvalidDecl()) return;
  Ids given;
  arguments(made->getTemplateArgs().asArray(), given);
  if (given.empty()) return;
  const auto hold = [&](clang::QualType type) {
    for (const auto id : to_be_complete(type))
      if (llvm::is_contained(given, id)) out.push_back(id);
  };
  for (const auto& base : definition->bases()) hold(base.getType());
  for (const auto* field : definition->fields()) hold(field->getType());
}

const TypeNeeds::Ids& TypeNeeds::to_be_complete(clang::QualType type) {
  static const Ids nothing;
  const clang::RecordDecl* record = record_of(type);
  if (record == nullptr) return nothing;
  const void* key = record->getCanonicalDecl();
  if (const auto known = complete_.find(key); known != complete_.end()) return known->second;
  complete_.try_emplace(key);  // a class may lead back to itself
  Ids out;
  const auto* made = llvm::dyn_cast<ClassTemplateSpecializationDecl>(record);
  if (made != nullptr && !made->isExplicitSpecialization() && !is_tolerant(made)) {
    if (made->isInStdNamespace()) arguments(made->getTemplateArgs().asArray(), out);
    else layout(made, out);
  }
  sort_unique(out);
  if (const auto own = targets_.of(record); own != UseTargets::kNone) {
    llvm::erase(out, own);
    out.insert(out.begin(), own);
  }
  return complete_[key] = std::move(out);
}

const TypeNeeds::Ids& TypeNeeds::to_be_destroyed(clang::QualType type) {
  static const Ids nothing;
  const auto* made = llvm::dyn_cast_or_null<ClassTemplateSpecializationDecl>(record_of(type));
  if (made == nullptr || made->isExplicitSpecialization()) return nothing;
  const void* key = made->getCanonicalDecl();
  if (const auto known = destroyed_.find(key); known != destroyed_.end()) return known->second;
  destroyed_.try_emplace(key);
  Ids out;
  const auto* destructor = made->getDefinition() != nullptr ? made->getDefinition()->getDestructor() : nullptr;
  if (made->isInStdNamespace()) {
    // A container of unique_ptr destroys them.
    if (is_unique_ptr(made)) arguments(made->getTemplateArgs().asArray(), out);
    else if (!is_tolerant(made))
      for (const auto& argument : made->getTemplateArgs().asArray())
        if (argument.getKind() == clang::TemplateArgument::Type)
          llvm::append_range(out, Ids(to_be_destroyed(argument.getAsType())));
  } else if (destructor != nullptr && destructor->isUserProvided()) {
    arguments(made->getTemplateArgs().asArray(), out);
  }
  sort_unique(out);
  return destroyed_[key] = std::move(out);
}

const TypeNeeds::Ids& TypeNeeds::to_be_called(const clang::FunctionDecl* function) {
  const void* key = function->getCanonicalDecl();
  if (const auto known = called_.find(key); known != called_.end()) return known->second;
  Ids out;
  if (!is_tolerant(function)) {
    if (const auto* given = function->getTemplateSpecializationArgs();
        given != nullptr && function->getTemplateSpecializationKind() == clang::TSK_ImplicitInstantiation)
      arguments(given->asArray(), out);
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    const auto* made = method != nullptr ? llvm::dyn_cast<ClassTemplateSpecializationDecl>(method->getParent()) : nullptr;
    if (made != nullptr && !made->isExplicitSpecialization() &&
        (!is_tolerant(made) || (is_unique_ptr(made) && method->getDeclName().isIdentifier() && method->getName() == "reset")))
      arguments(made->getTemplateArgs().asArray(), out);
  }
  sort_unique(out);
  return called_[key] = std::move(out);
}

}  // namespace unknot
