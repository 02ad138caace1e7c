// The facts of one file as text, for people and golden tests.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/extract/facts.h"

namespace unknot {

/// One line for each directive and request for silence: `a.h:3:10: include "b.h" if defined(X)`.
std::string text_from_facts(std::string_view file, const FileFacts&);

}  // namespace unknot
