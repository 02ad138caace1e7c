// The text that declares a class or an enumeration before its definition.
#pragma once

#include <string>

#include "clang/AST/Decl.h"

namespace unknot {

/// "namespace core { class Engine; }" for a definition; empty where no text can stand for it: nested, local, unnamed, in an
/// anonymous namespace or a named module, specialised, a template with default arguments (they may stand once only, and who
/// relies on them would lose them), an enumeration without a fixed type. The class-key is the definition's. An attribute that a
/// macro spells between class-key and name stays, as "class CORE_API Engine": with hidden visibility, what is instantiated
/// before the definition would be hidden too. Attributes written out are left to the definition.
std::string forward_declaration(const clang::TagDecl* definition);

}  // namespace unknot
