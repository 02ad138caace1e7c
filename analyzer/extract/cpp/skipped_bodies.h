// Which function bodies can go unparsed without a change to what the rest of the unit means.
#pragma once

#include "clang/AST/DeclCXX.h"

namespace unknot {

/// Bodies of templates, constructors and destructors may demand that types be complete, and what constant evaluation or a deduced
/// type needs has to be there.
inline bool body_can_be_skipped(const clang::FunctionDecl& function) {
  return !function.isTemplated() && !function.isConstexpr() && function.getReturnType()->getContainedDeducedType() == nullptr &&
         !llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(function);
}

}  // namespace unknot
