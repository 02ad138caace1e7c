// What a model says of settings: what a library or a server can be told, and which values, alone or together, do harm. Plain
// values; it knows no library by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace unknot {

struct OptionModel {
  std::string name;
  std::vector<std::string> flags{};  ///< of the command line: "-w", "--workers"
  bool is_switch = false;            ///< the flag takes no value and means true
  std::string fallback{};            ///< what holds where nobody says anything; empty: unknown
  std::string variable{};            ///< of the environment, asked where nobody says anything
};

/// Something with settings: a command, the arguments of a call, the keys of a mapping.
struct ConfiguredModel {
  std::string id;
  std::string command{};              ///< the program
  std::string section{};              ///< of an .ini file
  std::string arguments_variable{};   ///< of the environment: more of its command line, weaker than it
  std::string file{}, file_option{};  ///< a Python file whose variables it reads, and the option that names another; both weaker still
  std::vector<std::string> calls{};   ///< functions whose named arguments are settings; those of one object belong together
  std::vector<std::string> mappings{};  ///< whose keys are settings; so are classes and modules that have some
  std::vector<OptionModel> options{};
  bool is_closed = false;             ///< `options` are all that there are
};

enum class ConditionOf : std::uint8_t { setting, used, not_used, version, named, not_named, handler, started };

/// One thing that must hold. The first of a rule is what a finding is about, and where it stands.
struct SettingCondition {
  ConditionOf kind = ConditionOf::setting;
  std::string of{};                 ///< setting: a configured thing's id
  std::string name{};               ///< setting: an option; "a.b" is the key b of the mapping a; "*": each that is given
  std::vector<std::string> is{};    ///< setting: one of these; "true", "false", "null" are words for themselves
  std::vector<std::string> is_not{};
  std::vector<std::string> begins{};
  std::optional<double> above{}, below{};
  std::vector<std::string> times{};      ///< setting: the value is taken so many times: these options of `times_of` together
  std::string times_of{};
  std::vector<std::string> above_sum{};  ///< setting: more than these options of `sum_of` together
  std::string sum_of{};
  bool missing = false;             ///< setting: nobody gives it, here or in the environment as far as one sees
  bool given = false;               ///< setting: somebody gives it, whatever it is
  bool nowhere = false;             ///< setting: no other instance has such a value, or one that nobody knows
  std::string foreign{};            ///< setting "*": an option of that other thing, and none of this one
  bool unknown = false;             ///< setting "*": no option of it
  bool near_miss = false;           ///< setting "*": no option, but nearly one
  bool function_target = false;     ///< a command: what it is to run is a function of the project that makes an application
  bool late = false;                ///< of a mapping: set behind a call of `names` with the same object
  std::vector<std::string> names{}; ///< used, not_used: functions or names; handler: what its body calls; ".name": of any object
  bool module_level = false;        ///< used: a call that is made while the module is imported
  std::vector<std::string> outside{};  ///< setting: not in files, classes or functions with these words in their names
  std::optional<bool> in_main{};    ///< setting: is it below `if __name__ == "__main__"`?
  std::string distribution{};       ///< version
  std::string at_least{}, under{};  ///< version
  bool or_unpinned = false;         ///< version: also where nobody says
  std::vector<std::string> distributions{};  ///< named, not_named: one of these
  std::string registered{};         ///< handler: the decorator
  std::string argument{};           ///< handler: its first argument
  int parameters = -1;              ///< handler: it takes at least so many
  bool unguarded = false;           ///< handler: the call stands in no `try`
  std::vector<std::string> not_given{};  ///< handler: the call has none of these arguments; "1" is the second one without a name
};

struct SettingRule {
  std::string row{};  ///< of the table of facts that it comes from
  std::string check, case_name, severity;
  std::vector<SettingCondition> when{}, unless{};
  std::string message;  ///< {name} and {value} are those of the first condition, {an option's name} its value
  std::string fix;
  std::string source;
};

struct SettingModels {
  std::vector<ConfiguredModel> configured;
  std::vector<SettingRule> rules;
};

}  // namespace unknot
