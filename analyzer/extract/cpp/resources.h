// Where Clang's own headers are (stddef.h and its kin) on the machine that this runs on.
#pragma once

#include <string>

namespace unknot {

/// Clang's resource folder: beside this program (<prefix>/lib/clang/N), where it was when this was built, or by the Clang
/// library that is loaded. The second where none of them is there.
const std::string& resource_folder();

}  // namespace unknot
