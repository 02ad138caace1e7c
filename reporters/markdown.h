// The documentation of checks is Markdown; some readers take only plain text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace unknot {

/// The text of simple Markdown: heading marks, emphasis by '*', code marks and fences are dropped, links become their
/// text. An approximation for our own documentation, no parser: text in code fences is kept as it stands.
std::string plain_text(std::string_view markdown);

/// The first paragraph that is no heading, as plain text in one line; empty where there is none.
std::string first_paragraph(std::string_view markdown);

/// At most `most` bytes, cut between characters, with "..." where something was cut; `most` is at least 3.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace unknot
