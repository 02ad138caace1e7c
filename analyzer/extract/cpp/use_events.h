// What a node of the syntax tree says in terms of uses: a name, a call, a type that must be complete.
#pragma once

#include "analyzer/extract/cpp/use_facts.h"
#include "analyzer/extract/cpp/use_needs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/TypeLoc.h"

namespace unknot {

/// Where the type's own name stands, behind qualifiers and within pointers, arrays and the like.
clang::SourceLocation name_place(clang::TypeLoc);
/// The same for a declaration's type, or where that is not written the declaration's own place.
clang::SourceLocation type_place(const clang::DeclaratorDecl*);
/// Behind pointers, references and arrays.
clang::QualType behind(clang::QualType);

using Place = std::optional<UsePlace>;

class UseEvents {
 public:
  UseEvents(UseTargets& targets, UnitNotes& notes) : targets_(targets), notes_(notes), needs_(targets) {}

  /// `found` is what look-up found: a using declaration counts beside what it names.
  void name(const clang::NamedDecl* found, Strength, clang::SourceLocation, Place = std::nullopt);
  /// A class or enumeration is named.
  void name_type(const clang::TagDecl*, clang::SourceLocation);
  void name_template(clang::TemplateName, Strength, clang::SourceLocation);
  void call(const clang::FunctionDecl*, const clang::NamedDecl* found, clang::SourceLocation);
  /// The type must be complete, and what it needs of its arguments. `own`: how its class itself is used.
  void complete(clang::QualType, clang::SourceLocation, Strength own = Strength::complete, Place = std::nullopt);
  /// An object of the type ends, with the call of its destructor.
  void destroy(clang::QualType, clang::SourceLocation, Place = std::nullopt);
  /// Members of this class and its bases end.
  void destroy_members(const clang::CXXRecordDecl*, clang::SourceLocation, Place = std::nullopt);

  /// Until it is called with none, all of it happens here.
  void stand_in(clang::SourceLocation location) { stand_in_ = location; }
  void symbol(const clang::NamedDecl*, clang::SourceRange extent, bool user);
  void names_namespace(const clang::NamedDecl* space, clang::SourceLocation location) { notes_.names_namespace(space, location); }
  void body(clang::SourceLocation begin, clang::SourceLocation end, UsePlace place) { notes_.body(begin, end, place); }

 private:
  void use(std::uint32_t target, Strength, clang::SourceLocation, Place);

  UseTargets& targets_;
  UnitNotes& notes_;
  TypeNeeds needs_;
  clang::SourceLocation stand_in_;
};

}  // namespace unknot
