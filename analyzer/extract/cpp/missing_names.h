// An error of Clang's => the names that it says are missing, and where they are declared after all once the unit is read to its
// end. It judges nothing.
#pragma once

#include <string>
#include <vector>

#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Sema/Sema.h"

namespace unknot {

/// What an error speaks of, as it is known when it is raised.
struct MissingNames {
  std::vector<clang::TagDecl*> incomplete;         ///< types that have no definition so far
  std::vector<clang::DeclarationName> names;       ///< names that it mentions
  std::vector<clang::DeclContext*> named_contexts; ///< where it says that they are looked for
  clang::DeclContext* context = nullptr;           ///< where it was raised
};
MissingNames missing_names(const clang::Diagnostic&, const clang::Sema&);

/// "a::b" as it is written.
struct QualifiedName {
  std::vector<clang::DeclarationName> parts;
  std::size_t at = 0;  ///< the part that the error stands at
};

/// All declarations of what was missing, at the end of the unit: of an incomplete type its definition. `written`: the name at the
/// error. A namespace is none: every file may open it, so what it holds is looked for.
std::vector<clang::NamedDecl*> declarations_of(const MissingNames&, const QualifiedName& written);

/// "namespace a { class B; }"; empty where a forward declaration is not possible.
std::string forward_declaration(const clang::NamedDecl&);

}  // namespace unknot
