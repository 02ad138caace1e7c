// What a node of the syntax tree says in terms of uses.
#include "analyzer/extract/cpp/use_events.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"

namespace unknot {

clang::SourceLocation name_place(clang::TypeLoc type) {
  while (true) {
    if (const auto tag = type.getAs<clang::TagTypeLoc>()) return tag.getNameLoc();
    if (const auto made = type.getAs<clang::TemplateSpecializationTypeLoc>()) return made.getTemplateNameLoc();
    if (const auto alias = type.getAs<clang::TypedefTypeLoc>()) return alias.getNameLoc();
    if (const auto alias = type.getAs<clang::UsingTypeLoc>()) return alias.getNameLoc();
    if (const auto made = type.getAs<clang::DeducedTemplateSpecializationTypeLoc>()) return made.getTemplateNameLoc();
    if (const auto function = type.getAs<clang::FunctionTypeLoc>()) {
      type = function.getReturnLoc();
      continue;
    }
    const auto next = type.getNextTypeLoc();
    if (!next) return type.getBeginLoc();
    type = next;
  }
}

clang::SourceLocation type_place(const clang::DeclaratorDecl* decl) {
  const auto* written = decl->getTypeSourceInfo();
  const auto place = written != nullptr ? name_place(written->getTypeLoc()) : clang::SourceLocation();
  return place.isValid() ? place : decl->getLocation();
}

clang::QualType behind(clang::QualType type) {
  while (!type.isNull()) {
    if (const auto inner = type->getPointeeType(); !inner.isNull()) type = inner;
    else if (const auto* array = type->getAsArrayTypeUnsafe()) type = array->getElementType();
    else break;
  }
  return type;
}

void UseEvents::use(std::uint32_t target, Strength strength, clang::SourceLocation location, Place place) {
  if (target == UseTargets::kNone) return;
  // An implicit member stands for its class, and so does any member of a class outside of the project.
  if ((strength == Strength::call || strength == Strength::refer) && targets_[target].decl != nullptr &&
      llvm::isa<clang::RecordDecl>(targets_[target].decl))
    strength = Strength::complete;
  notes_.use(target, strength, stand_in_.isValid() ? stand_in_ : location, place);
}

void UseEvents::name(const clang::NamedDecl* found, Strength strength, clang::SourceLocation location, Place place) {
  if (found == nullptr) return;
  if (const auto* shadow = llvm::dyn_cast<clang::UsingShadowDecl>(found)) {
    use(targets_.of(shadow->getIntroducer()), Strength::refer, location, place);
    found = shadow->getTargetDecl();
  }
  use(targets_.of(found), strength, location, place);
}

void UseEvents::name_type(const clang::TagDecl* tag, clang::SourceLocation location) {
  const auto* enumeration = llvm::dyn_cast<clang::EnumDecl>(tag);
  use(targets_.of(tag), enumeration != nullptr && !enumeration->isFixed() ? Strength::complete : Strength::name_only, location,
      std::nullopt);
}

void UseEvents::name_template(clang::TemplateName named, Strength strength, clang::SourceLocation location) {
  if (auto* shadow = named.getAsUsingShadowDecl())
    use(targets_.of(shadow->getIntroducer()), Strength::refer, location, std::nullopt);
  const auto* decl = named.getAsTemplateDecl(/*IgnoreDeduced=*/true);
  if (decl == nullptr) return;
  if (!llvm::isa<clang::ClassTemplateDecl>(decl)) strength = Strength::refer;
  use(targets_.of(decl), strength, location, std::nullopt);
}

void UseEvents::call(const clang::FunctionDecl* function, const clang::NamedDecl* found, clang::SourceLocation location) {
  name(found != nullptr ? found : function, Strength::call, location);
  // Look-up finds the template, overload resolution a specialisation of it.
  if (found != nullptr) use(targets_.of(function), Strength::call, location, std::nullopt);
  for (const auto id : needs_.to_be_called(function)) use(id, Strength::complete, location, std::nullopt);
}

void UseEvents::complete(clang::QualType type, clang::SourceLocation location, Strength own, Place place) {
  if (type.isNull()) return;
  if (type->isDependentType()) {
    if (const auto* made = type->getAs<clang::TemplateSpecializationType>())
      if (const auto* decl = llvm::dyn_cast_or_null<clang::ClassTemplateDecl>(made->getTemplateName().getAsTemplateDecl(true)))
        use(targets_.of(decl), own, location, place);
    return;
  }
  Strength strength = own;
  for (const auto id : needs_.to_be_complete(type)) {
    use(id, strength, location, place);
    strength = Strength::complete;
  }
}

void UseEvents::destroy(clang::QualType type, clang::SourceLocation location, Place place) {
  if (type.isNull() || type->isDependentType()) return;
  for (const auto id : needs_.to_be_destroyed(type)) use(id, Strength::complete, location, place);
  const auto* record = class_behind(type);
  if (record == nullptr || record->getDefinition() == nullptr) return;
  if (const auto* destructor = record->getDestructor(); destructor != nullptr && !destructor->isImplicit())
    use(targets_.of(destructor), Strength::call, location, place);
}

void UseEvents::destroy_members(const clang::CXXRecordDecl* record, clang::SourceLocation location, Place place) {
  for (const auto* field : record->fields())
    if (!field->getType()->isDependentType())
      for (const auto id : needs_.to_be_destroyed(field->getType()))
        use(id, Strength::complete, location.isValid() ? location : type_place(field), place);
}

void UseEvents::symbol(const clang::NamedDecl* decl, clang::SourceRange extent, bool user) {
  if (decl->isInvalidDecl() && !llvm::isa<clang::TagDecl, clang::NamespaceDecl>(decl)) return;
  notes_.symbol({.target = targets_.of(decl),
                 .decl = decl,
                 .name = decl->getLocation(),
                 .begin = extent.getBegin(),
                 .end = extent.getEnd(),
                 .user = user});
}

}  // namespace unknot
