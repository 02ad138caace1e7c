// A template in Jinja's language as a Python program that walks what the template is given, so that one reader does for both.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// Where a line of the program comes from: its columns from `column` on are those of the template's line from `from` on.
struct TemplateLine {
  std::uint32_t line = 1, from = 1;
  std::uint32_t column = 1;
};
struct TemplateProgram {
  std::string text;
  std::vector<TemplateLine> lines;  ///< of each line of the text
};

/// What is no tag and no expression is left out; `set`, loops, conditions, macros and what other templates bring are kept.
TemplateProgram program_of_template(std::string_view text);

}  // namespace unknot
