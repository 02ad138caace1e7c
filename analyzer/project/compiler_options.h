// The options of GCC and Clang that matter here, as one table: which take a value, and what they mean for includes.
// It knows the spelling of options, not what is done with them.
#pragma once

#include <cstdint>
#include <string_view>

namespace unknot {

/// How an option carries its value.
enum class ValueForm : std::uint8_t {
  none,              ///< -c: the whole word
  joined,            ///< -std=X: the rest of the word, also empty
  separate,          ///< -target X: the next word
  either,            ///< -I X, -IX
  either_or_equals,  ///< --sysroot X, --sysroot=X
};

/// What an option is for.
enum class OptionRole : std::uint8_t {
  job,           ///< which step runs and what it writes (-c, -o, -MD ...): dropped by normalize
  foreign_code,  ///< loads code or a precompiled form (-fplugin=, -include-pch): dropped by normalize
  passed_on,     ///< -Xclang X and -Xpreprocessor X: the value is an option itself
  passed_list,   ///< -Wp,A,B
  no_effect,     ///< warnings, debug information, linking: nothing that the preprocessor could see
  path_setting,  ///< in `rest`, and its value is a path (--sysroot)
  search_include,
  search_quote,
  search_system,
  search_after,
  search_exotic,  ///< changes the search list in a way that is not modelled
  define,
  undefine,
  forced_include,
  imacros,
  language,  ///< -x
  rest,      ///< anything else
};

struct CompilerOption {
  std::string_view name;
  ValueForm form = ValueForm::none;
  OptionRole role = OptionRole::rest;
};

/// The option that `word` is, by the longest name that fits. A word that begins with '-' and is in no table has role rest.
CompilerOption find_option(std::string_view word);

}  // namespace unknot
