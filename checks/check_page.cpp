// A page is what the check says of itself, in one order.
#include "checks/check_page.h"

namespace unknot {
namespace {

std::string option_default(const OptionSpec& option) {
  std::string out(option.default_value);
  for (std::size_t at = 0; (at = out.find('\n', at)) != std::string::npos;) out.replace(at, 1, ", ");
  return out;
}

}  // namespace

std::string check_page(const CheckInfo& check) {
  std::string out = "# " + std::string(check.id) + "\n\n" + std::string(check.summary) + "\n\nSeverity: " +
                    std::string(name(check.severity)) + (check.on_by_default ? "" : ", off unless asked for") + "\n\n" +
                    std::string(check.doc);
  if (!check.options.empty()) {
    out += "\n## Options\n";
    for (const auto& option : check.options)
      out += "- `" + std::string(option.name) + "`: " + std::string(option.doc) + ". Default: `" + option_default(option) + "`\n";
  }
  for (const auto& example : check.examples) {
    out += "\n## Example\nReported:\n```" + std::string(example.language) + "\n" + std::string(example.bad) + "```\nNot reported:\n```" +
           std::string(example.language) + "\n" + std::string(example.good) + "```\n";
  }
  return out;
}

}  // namespace unknot
