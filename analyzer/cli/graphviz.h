// A picture drawn by Graphviz: the one program that unknot runs besides its own extractor and the compilers that a person allows.
#pragma once

#include <expected>
#include <string>

namespace unknot {

/// `dot_text` as SVG, drawn by the `dot` that stands in an absolute folder of PATH. An error is one line for the person.
std::expected<std::string, std::string> draw_svg(const std::string& dot_text);

}  // namespace unknot
