// Which classes must be complete where a type must be: its own, and those that a template asks of its arguments.
#pragma once

#include "analyzer/extract/cpp/use_targets.h"
#include "clang/AST/Type.h"

namespace clang {
class ClassTemplateSpecializationDecl;
}

namespace unknot {

/// What a template asks of the types that it is given is read off what the compiler instantiated: those that a member or a base
/// holds by value. Of other templates' functions we know too little, so that, but for the tolerant ones of the standard library
/// (unique_ptr, shared_ptr, function and the like), the standard library's templates and calls of members are taken to need
/// them all.
class TypeNeeds {
 public:
  explicit TypeNeeds(UseTargets& targets) : targets_(targets) {}

  using Ids = llvm::SmallVector<std::uint32_t, 4>;
  /// Where an object of the type is made or its members are named. The class itself comes first. Empty: no class of interest.
  const Ids& to_be_complete(clang::QualType);
  /// Where an object of the type is destroyed, beyond being complete.
  const Ids& to_be_destroyed(clang::QualType);
  /// Where the function is called: what the templates around it and it itself were given by value.
  const Ids& to_be_called(const clang::FunctionDecl*);

 private:
  void arguments(llvm::ArrayRef<clang::TemplateArgument>, Ids&);
  void layout(const clang::ClassTemplateSpecializationDecl*, Ids&);

  UseTargets& targets_;
  llvm::DenseMap<const void*, Ids> complete_, destroyed_, called_;
};

/// The class of a type, arrays of it included, that is not dependent; nullptr: none.
const clang::CXXRecordDecl* class_behind(clang::QualType);

}  // namespace unknot
