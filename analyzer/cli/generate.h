// Texts made from the pages of the command line. Pure functions; they know no option by name.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/cli/command_pages.h"

namespace unknot {

/// What `unknot --generate` takes.
inline constexpr std::string_view kGenerated = "man|markdown|bash|zsh|fish";

/// `what` is one of kGenerated.
std::string generate(std::string_view what, const ProgramPage&);

std::string man_page(const ProgramPage&);
std::string markdown_page(const ProgramPage&);
std::string bash_completion(const ProgramPage&);
std::string zsh_completion(const ProgramPage&);
std::string fish_completion(const ProgramPage&);

/// "unknot check [OPTION]... [PATH]..."
std::string synopsis(const CommandPage&);
/// "-p DIR, --build DIR"
std::string heading(const OptionPage&);
/// A line of the table as a sentence.
std::string sentence(std::string_view);
/// Summary and the rest as sentences: "Folder with ... May be given several times."
std::string sentences(const OptionPage&);
/// The options of a command that are its own: of no group that several commands share.
bool is_own(const OptionPage&);
/// The options of the shared groups, each once.
std::vector<OptionPage> shared_options(const ProgramPage&);

}  // namespace unknot
