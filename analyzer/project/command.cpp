// One walk over the options of a command serves both: what normalize keeps, and where split_flags puts it.
#include "analyzer/project/command.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "analyzer/project/compiler_options.h"
#include "analyzer/project/launchers.h"
#include "analyzer/project/toolchain.h"
#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

/// Who reads the option: the driver, or what it passes -Wp, and -Xclang on to.
enum class Reader : std::uint8_t { driver, preprocessor, frontend };

struct Option {
  CompilerOption option;
  std::string_view value;
  std::span<const std::string> words;  ///< as written, one or two
  Reader reader = Reader::driver;
};

Option read_option(std::span<const std::string> words, Reader reader) {
  const std::string_view word = words[0];
  Option result{find_option(word), {}, words.first(1), reader};
  const std::size_t length = result.option.name.size();
  const ValueForm form = result.option.form;
  const bool is_bare = word.size() == length;
  if (form == ValueForm::joined || (form == ValueForm::either && !is_bare)) {
    result.value = word.substr(length);
  } else if (form == ValueForm::either_or_equals && !is_bare) {
    result.value = word.substr(length + 1);
  } else if (form != ValueForm::none && words.size() > 1) {
    result.value = words[1];
    result.words = words.first(2);
  }
  return result;
}

/// Options that, passed on, take the next word although the driver's option of that name does not.
bool takes_next(const Option& option) {
  if (option.option.name == "-plugin-arg-") return true;
  return option.reader == Reader::preprocessor && (option.option.name == "-MD" || option.option.name == "-MMD");
}

/// Passed on, an option whose value is missing would swallow the next word, and nothing is passed on twice.
bool is_complete(const Option& option) {
  if (option.option.role == OptionRole::passed_list || option.option.role == OptionRole::passed_on) return false;
  const bool wants_value = option.option.form != ValueForm::none && option.option.form != ValueForm::joined;
  return !wants_value || option.words.size() == 2 || option.words[0].size() > option.option.name.size();
}

std::vector<std::string> split_at_commas(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    items.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return items;
}

/// Calls `visit` for each option in order, those inside -Wp, -Xpreprocessor and -Xclang included. Inputs are passed over.
template <typename Visit>
void walk_options(std::span<const std::string> words, Reader reader, const Visit& visit) {
  while (!words.empty()) {
    if (reader == Reader::driver && words[0] == "--") return;
    if (!words[0].starts_with('-') || words[0] == "-" || words[0] == "--") {
      words = words.subspan(1);
      continue;
    }
    const Option option = read_option(words, reader);
    if (option.option.role == OptionRole::passed_list && reader == Reader::driver) {
      walk_options(split_at_commas(option.value), Reader::preprocessor, visit);
    } else if (option.option.role == OptionRole::passed_on && reader == Reader::driver) {
      std::vector<std::string> passed{std::string(option.value)};
      words = words.subspan(option.words.size());
      while (!words.empty() && find_option(words[0]).name == option.option.name) {
        const Option next = read_option(words, reader);
        passed.emplace_back(next.value);
        words = words.subspan(next.words.size());
      }
      walk_options(passed, option.option.name == "-Xclang" ? Reader::frontend : Reader::preprocessor, visit);
      continue;
    } else if (reader == Reader::driver || is_complete(option)) {
      visit(option);
    }
    words = words.subspan(std::min(words.size(), option.words.size() + (takes_next(option) ? 1 : 0)));
  }
}

void append_words(const Option& option, std::vector<std::string>& to) {
  for (const std::string& word : option.words) {
    if (option.reader == Reader::frontend) to.emplace_back("-Xclang");
    to.push_back(word);
  }
}

MacroFlag macro_of(std::string_view written) {
  MacroFlag macro;
  const std::size_t equals = written.find('=');
  std::string_view head = written.substr(0, equals);
  macro.definition = equals == std::string_view::npos ? "1" : std::string(written.substr(equals + 1));
  const std::size_t parameters = std::min(head.find('('), head.size());
  macro.name = head.substr(0, parameters);
  macro.parameters = head.substr(parameters);
  return macro;
}

/// The option with its value, a path, made absolute.
void append_path_setting(const Option& option, std::string_view directory, std::vector<std::string>& to) {
  if (option.value.empty() || option.reader == Reader::frontend) return append_words(option, to);
  const std::string path = join_path(directory, option.value);
  if (option.option.form == ValueForm::either_or_equals) {
    to.push_back(std::string(option.option.name) + "=" + path);
  } else {
    to.emplace_back(option.option.name);
    to.push_back(path);
  }
}

std::optional<SearchKind> search_kind(OptionRole role) {
  switch (role) {
    case OptionRole::search_include: return SearchKind::include;
    case OptionRole::search_quote: return SearchKind::quote;
    case OptionRole::search_system: return SearchKind::system;
    case OptionRole::search_after: return SearchKind::after;
    default: return std::nullopt;
  }
}

/// "=dir" asks for the sysroot, ".hmap" is a header map: neither is a plain folder.
bool is_plain_folder(const Option& option) {
  return option.reader != Reader::frontend && !option.value.empty() && !option.value.starts_with('=') &&
         !option.value.starts_with("$SYSROOT") && !option.value.ends_with(".hmap");
}

/// A field of a key: its length stands before it, so that no two lists of fields give the same bytes.
void append_field(std::string& key, std::string_view field) {
  key += std::to_string(field.size());
  key += ':';
  key += field;
}
void append_fields(std::string& key, char list, std::span<const std::string> fields) {
  key += list;
  for (const std::string& field : fields) append_field(key, field);
}

enum class SearchInRest : std::uint8_t { no, yes };

PreprocessorFlags sort_flags(std::span<const std::string> flags, std::string_view directory, SearchInRest search_in_rest) {
  PreprocessorFlags result;
  result.directory = directory;
  if (flags.empty()) return result;
  result.compiler = flags[0];
  walk_options(flags.subspan(1), Reader::driver, [&](const Option& option) {
    const OptionRole role = option.option.role;
    if (const auto kind = search_kind(role)) {
      if (search_in_rest == SearchInRest::yes) append_words(option, result.rest);
      result.exotic = result.exotic || !is_plain_folder(option);
      if (!option.value.empty()) result.search.push_back({*kind, join_path(directory, option.value)});
      return;
    }
    switch (role) {
      case OptionRole::define: result.macros.push_back(macro_of(option.value)); return;
      case OptionRole::undefine:
        result.macros.push_back({.name = std::string(option.value), .parameters = "", .definition = "", .undefine = true});
        return;
      case OptionRole::forced_include: result.forced_includes.emplace_back(option.value); return;
      case OptionRole::imacros: result.imacros.emplace_back(option.value); return;
      case OptionRole::job:
      case OptionRole::foreign_code:
      case OptionRole::no_effect: return;
      case OptionRole::path_setting: append_path_setting(option, directory, result.rest); return;
      case OptionRole::search_exotic: result.exotic = true; break;
      default: break;
    }
    append_words(option, result.rest);
  });
  return result;
}

/// Backslashes to slashes, but in macros.
void use_slashes(std::vector<std::string>& words) {
  bool is_macro = false;
  for (auto& word : words) {
    const bool begins_macro = word.starts_with("-D") || word.starts_with("-U");
    if (!is_macro && !begins_macro) std::ranges::replace(word, '\\', '/');
    is_macro = word == "-D" || word == "-U";
  }
}

/// What the target and -fms-... say of look-ups.
LookupRules rules_of(std::span<const std::string> flags) {
  LookupRules rules;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const std::string& word = flags[i];
    const bool names_target = word.starts_with("--target=") || (i > 0 && (flags[i - 1] == "-target" || flags[i - 1] == "--target"));
    if (names_target) {
      const bool is_msvc = word.find("windows-msvc") != std::string::npos;
      rules = {.fold_case = is_msvc, .include_stack = is_msvc, .aliases = is_msvc};
    }
    if (word == "-fms-compatibility") rules.include_stack = rules.aliases = true;
    if (word == "-fms-extensions") rules.aliases = true;
  }
  return rules;
}

}  // namespace

NormalizedCommand normalize(const CompileCommand& command, std::string_view database_folder) {
  NormalizedCommand result;
  const auto own = [&](const std::string& path) { return command.of_windows ? posix_path(path) : path; };
  result.directory = join_path(database_folder, own(command.directory));
  const std::vector<std::string> whole = without_shell(command.arguments);
  if (!whole.empty() && !is_other_language(command.file)) {
    const auto words = std::span(whole).subspan(compiler_index(whole));
    const Dialect dialect = dialect_of(words);
    Translation translation = translate(words, dialect);
    if (command.of_windows && dialect != Dialect::cl) use_slashes(translation.words);
    result.dropped = std::move(translation.dropped);
    const std::span<const std::string> flags = translation.words;
    result.flags.reserve(flags.size());
    if (!flags.empty()) result.flags.push_back(flags[0]);
    walk_options(flags.subspan(flags.empty() ? 0 : 1), Reader::driver, [&](const Option& option) {
      const OptionRole role = option.option.role;
      if (option.option.name == "-o") result.output = option.value;
      if (option.option.name == "-include-pch") result.precompiled = option.value;
      if (option.option.name == "-working-directory") result.directory = join_path(result.directory, option.value);
      if (role != OptionRole::job && role != OptionRole::foreign_code) append_words(option, result.flags);
    });
  }
  result.file = join_path(result.directory, own(command.file));
  if (!command.output.empty()) result.output = own(command.output);
  if (!result.output.empty()) result.output = join_path(result.directory, result.output);
  return result;
}

void free_of_directory(NormalizedCommand& command) {
  const auto placed = [&](std::string_view path) { return std::filesystem::path(join_path(command.directory, path)).lexically_normal().string(); };
  command.file = std::filesystem::path(command.file).lexically_normal().string();
  if (command.flags.empty()) return;
  std::vector<std::string> flags{command.flags[0]};
  walk_options(std::span<const std::string>(command.flags).subspan(1), Reader::driver, [&](const Option& option) {
    const bool is_folder = search_kind(option.option.role) || option.option.role == OptionRole::path_setting;
    if (!is_folder || !is_plain_folder(option)) return append_words(option, flags);
    if (option.option.form == ValueForm::either_or_equals) {
      flags.push_back(std::string(option.option.name) + "=" + placed(option.value));
    } else {
      flags.emplace_back(option.option.name);
      flags.push_back(placed(option.value));
    }
  });
  command.flags = std::move(flags);
}

PreprocessorFlags split_flags(std::span<const std::string> flags, std::string_view directory) {
  PreprocessorFlags result = sort_flags(flags, directory, SearchInRest::no);
  if (result.exotic) result = sort_flags(flags, directory, SearchInRest::yes);
  result.rules = rules_of(flags);
  return result;
}

Language language_of(std::string_view file, std::span<const std::string> flags) {
  constexpr std::array<std::string_view, 6> kPlainC{"c",           "c-header",           "cpp-output",
                                                    "objective-c", "objective-c-header", "objective-c-cpp-output"};
  const auto may_name_one = [](const std::string& word) {
    return word.starts_with("-x") || word.starts_with("--l") || word.starts_with("-X");
  };
  std::string named;
  if (std::ranges::any_of(flags, may_name_one)) {  // few commands do, and the walk costs more than the question
    walk_options(flags.subspan(1), Reader::driver, [&](const Option& option) {
      if (option.option.role == OptionRole::language) named = option.value;
    });
  }
  if (!named.empty() && named != "none") {
    return std::ranges::find(kPlainC, std::string_view(named)) != kPlainC.end() ? Language::c : Language::cpp;
  }
  const std::size_t slash = file.rfind('/');
  const std::string_view base = slash == std::string_view::npos ? file : file.substr(slash + 1);
  const std::size_t dot = base.rfind('.');
  const std::string_view extension = dot == std::string_view::npos ? std::string_view() : base.substr(dot);
  if (extension != ".c" && extension != ".i" && extension != ".m") return Language::cpp;
  const bool reads_c_as_cpp = extension == ".c" && !flags.empty() && is_cpp_driver(flags[0]);
  return reads_c_as_cpp ? Language::cpp : Language::c;
}

std::string class_key(const PreprocessorFlags& flags, Language language) {
  std::string key;
  append_field(key, flags.compiler);
  append_field(key, name(language));
  for (const SearchEntry& entry : flags.search) {
    key += "qisa"[static_cast<std::size_t>(entry.kind)];
    append_field(key, entry.path);
  }
  append_fields(key, 'r', flags.rest);
  if (flags.exotic) append_field(key, flags.directory);
  return key;
}

std::string macro_key(const PreprocessorFlags& flags) {
  std::string key;
  for (const MacroFlag& macro : flags.macros) {
    key += macro.undefine ? 'u' : 'd';
    append_field(key, macro.name);
    append_field(key, macro.parameters);
    append_field(key, macro.definition);
  }
  append_fields(key, 'f', flags.forced_includes);
  append_fields(key, 'm', flags.imacros);
  return key;
}

}  // namespace unknot
