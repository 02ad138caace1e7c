// From what was recorded to what can be asked here.
#include "analyzer/includes/adapt_commands.h"

#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/project/ask_compiler.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/gcc_layout.h"
#include "analyzer/project/launchers.h"
#include "analyzer/project/path_text.h"
#include "analyzer/project/toolchain.h"
#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

/// Without the end that says it is a precompiled form; empty where there is none.
std::string source_of_precompiled(const std::string& path) {
  for (const std::string_view ending : {".gch", ".pch", ".pth"})
    if (path.size() > ending.size() && path.ends_with(ending)) return path.substr(0, path.size() - ending.size());
  return {};
}

std::string value_behind(std::span<const std::string> words, std::string_view option) {
  std::string value;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == option && i + 1 < words.size()) value = words[i + 1];
    else if (words[i].starts_with(option) && words[i].size() > option.size())
      value = words[i].substr(option.size() + (words[i][option.size()] == '=' ? 1 : 0));
  }
  return value;
}

/// Response files: only those below the root or beside the database are read, since a command may name any file, and only so
/// much in all.
class ResponseFileReader {
 public:
  ResponseFileReader(const SourceTree& tree, std::vector<std::string> places, std::vector<std::string>& read)
      : tree_(tree), places_(std::move(places)), read_(read) {}

  std::optional<std::string> read(const std::string& path) {
    const auto real = tree_.real_path(path);
    const auto holds = [&](const std::string& place) { return is_below(place, *real); };
    if (real && std::ranges::none_of(places_, holds)) return refuse(path, "is outside of the project and is not read");
    read_.push_back(path);
    SourceFile content;
    if (const auto status = tree_.read(path, content); status != ReadStatus::ok) return refuse(path, std::string(in_words(status)));
    if (content.bytes.size() > left_) return refuse(path, "is not read: response files of more than 256 MiB in all");
    left_ -= content.bytes.size();
    return std::move(content.bytes);
  }
  std::string why(const std::string& path) const {
    const auto known = why_.find(path);
    return known == why_.end() ? "is nested too deeply, or one of too many" : known->second;
  }

 private:
  std::optional<std::string> refuse(const std::string& path, std::string why) {
    why_[path] = std::move(why);
    return std::nullopt;
  }

  const SourceTree& tree_;
  std::vector<std::string> places_;
  std::vector<std::string>& read_;
  std::map<std::string, std::string> why_;
  std::size_t left_ = 256U << 20;
};

class Adapter {
 public:
  Adapter(const SourceTree& tree, const std::string& path, const AdaptOptions& options, Notes& notes)
      : tree_(tree),
        path_(path),
        folder_(folder_part(path)),
        root_(options.root),
        query_drivers_(options.query_drivers),
        notes_(notes),
        responses_(tree, {options.root, folder_}, out_.read) {}

  AdaptedCommands run(const Database& database) {
    const auto exists = [&](const std::string& path) {
      const auto type = tree_.type(path);
      return type && *type == EntryType::file;
    };
    out_.relocation = find_relocation(database, folder_, root_, exists);
    const Relocation& relocation = out_.relocation;
    for (CompileCommand command : database.commands) {
      if (!relocation.from.empty()) relocate(command, relocation);
      read_response_files(command);
      if (!relocation.from.empty()) relocate(command, relocation);  // what response files say
      NormalizedCommand adapted = normalize(command, folder_);
      if (!relocation.from.empty() && !tree_.type(adapted.directory)) {
        free_of_directory(adapted);
        adapted.directory = root_;
      }
      const std::string shown = shown_path(root_, adapted.file);
      if (!relocation.from.empty()) notes_.add("recorded in " + relocation.from + ", which is taken for the root", shown);
      if (adapted.flags.empty()) {
        notes_.add("not C or C++, left out", shown);
        continue;
      }
      for (const auto& flag : adapted.dropped) notes_.add("option not understood, left out: " + flag, shown);
      note_precompiled_output(command, adapted);
      if (!ask(adapted)) add_layout(adapted);
      out_.commands.push_back(std::move(adapted));
    }
    for (auto& command : out_.commands) follow_precompiled(command);
    return std::move(out_);
  }

 private:
  /// A path below the root as seen from there; any other as it is written.
  std::string shown(const std::string& path) const { return is_below(root_, path) ? shown_path(root_, path) : path; }

  void read_response_files(CompileCommand& command) {
    auto& words = command.arguments;
    const Dialect dialect = dialect_of(std::span<const std::string>(words).subspan(words.empty() ? 0 : compiler_index(words)));
    name_response_files(words, dialect);
    if (std::ranges::none_of(words, [](const std::string& word) { return word.starts_with('@'); })) return;
    const bool of_windows = dialect == Dialect::cl || (dialect == Dialect::embedded && command.of_windows);
    if (command.of_windows)
      for (auto& word : words)
        if (word.starts_with('@')) std::ranges::replace(word, '\\', '/');
    const std::string directory = command.of_windows ? posix_path(command.directory) : command.directory;
    const std::string place = join_path(folder_, directory);
    auto expanded = expand_response_files(words, place, [&](const std::string& path) { return responses_.read(path); },
                                          of_windows ? ResponseQuoting::windows : ResponseQuoting::gnu);
    words = std::move(expanded.arguments);
    std::erase_if(expanded.dropped, [](const std::string& name) { return name.ends_with(".modmap"); });
    if (expanded.dropped.empty()) return;
    const std::string& first = expanded.dropped.front();
    const std::string more = expanded.dropped.size() == 1 ? "" : "; so for " + std::to_string(expanded.dropped.size() - 1) + " more";
    out_.problems.push_back({shown_path(root_, path_), 0,
                             "response file '" + shown(first) + "' of " + shown(command.file) + " " + responses_.why(join_path(place, first)) + more,
                             Effect::partial});
  }

  /// The absolute path of a compiler; a bare name is looked for in PATH, as the build did.
  std::string program_of(const NormalizedCommand& command) const {
    const std::string& word = command.flags[0];
    if (word.find('/') != std::string::npos) return join_path(command.directory, word);
    return find_in_path(word, [&](const std::string& program) {
      const auto type = tree_.type(program);
      return type && *type == EntryType::file;
    });
  }

  /// Where the user allows it, the compiler itself says where its headers are and what it defines.
  bool ask(NormalizedCommand& command) {
    if (query_drivers_.empty()) return false;
    const std::string program = program_of(command);
    if (!is_allowed(query_drivers_, program)) return false;
    auto& flags = command.flags;
    const Language language = language_of(command.file, flags);
    const auto [known, fresh] =
        answers_.try_emplace({program, flags_to_ask_with(std::span<const std::string>(flags).subspan(1)), language});
    Answer& answer = known->second;
    if (fresh) {
      constexpr std::chrono::seconds kLongest{10};
      out_.read.push_back(program);
      auto said = ask_compiler(program, std::get<1>(known->first), language, kLongest);
      if (said) {
        answer.folders = std::move(said->folders);
        out_.predefined.push_back(std::move(said->macros));
        answer.predefined = out_.predefined.size();
      } else {
        notes_.add("asked in vain: " + program + " " + said.error(), shown_path(root_, command.file));
      }
    }
    if (answer.predefined == 0) return false;
    notes_.add("asked for its headers: " + program, shown_path(root_, command.file));
    command.predefined = answer.predefined;
    if (std::ranges::find(flags, "-nostdinc") == flags.end()) flags.emplace_back("-nostdinc");
    for (const auto& folder : answer.folders) {
      flags.emplace_back("-isystem");
      flags.push_back(folder);
    }
    return true;
  }

  /// The compiler's own folders, where Clang's driver would not find them: a cross GCC outside of the system's places, or
  /// for a machine without an operating system.
  void add_layout(NormalizedCommand& command) {
    auto& flags = command.flags;
    const std::string target = target_of_name(flags[0]);
    const std::string name = compiler_name(flags[0]);
    const bool is_gcc = name.ends_with("-gcc") || name.ends_with("-g++") || name.ends_with("-c++") || name.ends_with("-cc");
    if (target.empty() || !is_gcc || std::ranges::find(flags, "-nostdinc") != flags.end()) return;
    const bool is_known_to_clang = (target.find("linux") != std::string::npos || target.find("mingw") != std::string::npos) &&
                                   (flags[0].find('/') == std::string::npos || folder_part(flags[0]) == "/usr/bin");
    if (is_known_to_clang) return;
    const Language language = language_of(command.file, flags);
    std::string sysroot = value_behind(flags, "--sysroot");
    if (!sysroot.empty()) sysroot = join_path(command.directory, sysroot);
    const auto [known, fresh] = layouts_.try_emplace({flags[0], sysroot, language});
    if (fresh) {
      known->second = find_gcc_layout(
          tree_, flags[0].find('/') == std::string::npos ? flags[0] : join_path(command.directory, flags[0]), sysroot, language);
      out_.read.insert(out_.read.end(), known->second.looked.begin(), known->second.looked.end());
    }
    if (known->second.folders.empty()) return;
    const bool without_cpp = std::ranges::find(flags, "-nostdinc++") != flags.end();
    flags.emplace_back("-nostdinc");
    for (const auto& folder : known->second.folders) {
      if (without_cpp && folder.find("/c++/") != std::string::npos) continue;
      flags.emplace_back("-isystem");
      flags.push_back(folder);
    }
  }

  /// The command that makes a precompiled header tells its source.
  void note_precompiled_output(const CompileCommand& command, const NormalizedCommand& adapted) {
    const std::string output = command.output.empty() ? value_behind(command.arguments, "-o") : command.output;
    if (!source_of_precompiled(output).empty()) sources_[join_path(adapted.directory, output)] = adapted.file;
  }

  /// What a precompiled header brings is what its source includes.
  void follow_precompiled(NormalizedCommand& command) {
    if (command.precompiled.empty()) return;
    const std::string path = join_path(command.directory, command.precompiled);
    const auto known = sources_.find(path);
    const std::string source = known != sources_.end() ? known->second : source_of_precompiled(path);
    const auto type = source.empty() ? std::unexpected(ReadStatus::missing) : tree_.type(source);
    out_.read.push_back(source.empty() ? path : source);
    if (type && *type == EntryType::file) {
      command.flags.insert(command.flags.begin() + 1, {"-include", source});
    } else {
      notes_.add("precompiled header without a source, left out: " + shown_path(root_, path), shown_path(root_, command.file));
    }
  }

  const SourceTree& tree_;
  std::string path_;
  std::string folder_;
  std::string root_;
  const std::vector<std::string>& query_drivers_;
  Notes& notes_;
  AdaptedCommands out_;
  ResponseFileReader responses_;
  struct Answer {
    std::vector<std::string> folders;
    std::size_t predefined = 0;  ///< 1 + index into AdaptedCommands::predefined; 0: none
  };
  std::map<std::tuple<std::string, std::vector<std::string>, Language>, Answer> answers_;
  std::map<std::tuple<std::string, std::string, Language>, GccLayout> layouts_;
  std::map<std::string, std::string> sources_;  ///< output of a precompiled header -> its source
};

}  // namespace

AdaptedCommands adapt_commands(const SourceTree& tree, const std::string& database_path, const Database& database,
                               const AdaptOptions& options, Notes& notes) {
  return Adapter(tree, database_path, options, notes).run(database);
}

}  // namespace unknot
