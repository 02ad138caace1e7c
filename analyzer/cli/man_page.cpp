// The man page, in the macros of man(7).
#include <algorithm>

#include "analyzer/cli/generate.h"

namespace unknot {
namespace {

/// Text as troff reads it: `code` is bold, a backslash is itself, and no line is taken for a request.
std::string roff(std::string_view text) {
  std::string out;
  bool code = false;
  for (const char c : text) {
    if (c == '`') {
      out += code ? "\\fR" : "\\fB";
      code = !code;
    } else if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

/// Each sentence begins a line, as troff wants it, and no line is long.
std::string lines(std::string_view text) {
  constexpr std::size_t kWidth = 70;
  std::string out;
  std::string line;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    line += (line.empty() ? "" : " ") + std::string(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto next = std::min(rest.find(' '), rest.size());
    const bool in_code = std::ranges::count(line, '`') % 2 != 0;
    if (rest.empty() || (!in_code && (line.ends_with('.') || line.size() + next > kWidth))) {
      out += roff(line) + "\n";
      line.clear();
    }
  }
  return out;
}

std::string entry(std::string_view term, std::string_view text) { return ".TP\n.B " + roff(term) + "\n" + lines(text); }

std::string entries(const std::vector<OptionPage>& options, bool (*wanted)(const OptionPage&)) {
  std::string out;
  for (const auto& option : options)
    if (wanted(option)) out += entry(heading(option), sentences(option));
  return out;
}

template <std::size_t N>
std::string entries(const std::array<Meaning, N>& meanings) {
  std::string out;
  for (const auto& [term, text] : meanings) out += entry(term, std::string(text) + ".");
  return out;
}

bool any(const OptionPage&) { return true; }

}  // namespace

std::string man_page(const ProgramPage& pages) {
  std::string out = ".TH UNKNOT 1 \"\" \"unknot " + roff(pages.version) + "\" \"User Commands\"\n";
  out += ".SH NAME\nunknot \\- find dependency cycles and context that is never taken down\n.SH SYNOPSIS\n.nf\n";
  for (const auto& command : pages.commands) out += roff(synopsis(command)) + "\n";
  out += ".fi\n.SH DESCRIPTION\n" + lines(pages.program.summary) + ".SH COMMANDS\n";
  for (const auto& command : pages.commands) {
    out += ".SS unknot " + roff(command.name) + "\n" + lines(sentence(command.summary));
    out += entries(command.operands, any) +
           entries(command.options, [](const OptionPage& option) { return is_own(option) && option.names.back() != "--help"; });
    if (!std::ranges::all_of(command.options, is_own)) out += ".PP\nIt takes the analysis options, too.\n";
    out += ".PP\nExample:\n.RS\n.nf\n" + roff(command.example) + "\n.fi\n.RE\n";
  }
  out += ".SH ANALYSIS OPTIONS\n" + entries(shared_options(pages), any);
  out += ".SH OPTIONS WITHOUT A COMMAND\n" + entries(pages.program.options, any);
  out += ".SH EXIT STATUS\n" + entries(kExitCodes);
  out += ".SH ENVIRONMENT\n" + entries(kEnvironment) + ".SH FILES\n" + entries(kFiles);
  return out;
}

}  // namespace unknot
