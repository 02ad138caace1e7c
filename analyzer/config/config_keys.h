// The keys of unknot.json: one table that the parser validates with and that the schema and docs/config.md are made of.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace unknot {

/// What the value of a key looks like. `setting`, `options` and `checks` depend on the known checks.
enum class KeyShape : std::uint8_t { text, check_name, list_of_text, choice, boolean, checks, options, suppressions,
                                     components, contracts, layers, exceptions, models };
enum class KeyNeed : std::uint8_t { optional, required };
/// Whether a file below the root may set it for its subtree.
enum class KeyScope : std::uint8_t { subtree, root };

struct ConfigKey {
  std::string_view name;
  KeyShape shape = KeyShape::text;
  std::string_view doc;
  std::span<const std::string_view> choices{};
  std::string_view default_value{};
  KeyNeed need = KeyNeed::optional;
  KeyScope scope = KeyScope::subtree;
  std::string_view example{};  ///< JSON, for docs/config.md
};

inline constexpr std::array<std::string_view, 2> kSystemHeaderChoices{"leaves", "follow"};
inline constexpr std::array<std::string_view, 4> kFailOnChoices{"never", "note", "warning", "error"};
inline constexpr std::array<std::string_view, 3> kSeverityChoices{"note", "warning", "error"};
inline constexpr std::array<std::string_view, 4> kSettingChoices{"off", "note", "warning", "error"};

/// The file itself.
inline constexpr std::array<ConfigKey, 15> kFileKeys{{
    {.name = "$schema",
     .shape = KeyShape::text,
     .doc = "For editors; unknot does not read it.",
     .example = R"("/usr/share/unknot/config.schema.json")"},
    {.name = "subtree",
     .shape = KeyShape::boolean,
     .doc = "Whether this file speaks for its folder only, and the root of the project is further up.",
     .default_value = "false",
     .example = "true"},
    {.name = "roots",
     .shape = KeyShape::list_of_text,
     .doc = "Folders, relative to this file, whose files belong to the project besides those below the root.",
     .scope = KeyScope::root,
     .example = R"(["../shared"])"},
    {.name = "ignore",
     .shape = KeyShape::list_of_text,
     .doc = "Globs (* ** ?) of paths, relative to this file, that are not analysed as files of the project.",
     .example = R"(["third_party/", "*.gen.h"])"},
    {.name = "build",
     .shape = KeyShape::list_of_text,
     .doc = "Folders, relative to this file, that hold a compile_commands.json.",
     .scope = KeyScope::root,
     .example = R"(["out/debug"])"},
    {.name = "system_headers",
     .shape = KeyShape::choice,
     .doc = "Whether the includes of system headers are followed.",
     .choices = kSystemHeaderChoices,
     .default_value = "leaves",
     .scope = KeyScope::root,
     .example = R"("follow")"},
    {.name = "python_roots",
     .shape = KeyShape::list_of_text,
     .doc = "Folders, relative to this file, from which modules of Python are imported by name. What is below one of them has its name "
            "from there; what is not gets it from folders with __init__.py and from how the project spells its imports.",
     .scope = KeyScope::root,
     .example = R"(["backend", "lib"])"},
    {.name = "python_version",
     .shape = KeyShape::text,
     .doc = "The oldest Python that the project has to run on. Without it, what pyproject.toml, setup.cfg or setup.py ask for.",
     .scope = KeyScope::root,
     .example = R"("3.10")"},
    {.name = "checks",
     .shape = KeyShape::checks,
     .doc = "Settings by check id, by check/case, or by * for all; the nearer one goes first.",
     .example = R"({"include-cycle": "error", "self-include/x-macro": "off"})"},
    {.name = "suppressions",
     .shape = KeyShape::suppressions,
     .doc = "Findings and edges that are accepted, with a reason.",
     .example = R"([{"check": "include-cycle", "file": "src/old/**", "reason": "goes with the rewrite"}])"},
    {.name = "components",
     .shape = KeyShape::components,
     .doc = "Components by name, each with globs of its paths; they take the place of the build's targets.",
     .scope = KeyScope::root,
     .example = R"({"core": ["src/core/", "include/core/"], "net": ["src/net/"]})"},
    {.name = "contracts",
     .shape = KeyShape::contracts,
     .doc = "What may depend on what.",
     .scope = KeyScope::root,
     .example = R"([{"kind": "layers", "layers": ["app/", ["ui/", "net/"], "core/"], "reason": "core is built into the firmware"}])"},
    {.name = "models",
     .shape = KeyShape::models,
     .doc = "Models of frameworks of your own: files, relative to this one, or the models themselves (docs/models.md). One that has "
            "the name of a shipped model takes its place.",
     .scope = KeyScope::root,
     .example = R"(["tools/unknot/our-server.json"])"},
    {.name = "fail_on",
     .shape = KeyShape::choice,
     .doc = "The lowest severity that makes the exit code 1.",
     .choices = kFailOnChoices,
     .default_value = "warning",
     .scope = KeyScope::root,
     .example = R"("error")"},
    {.name = "baseline",
     .shape = KeyShape::text,
     .doc = "A file that `unknot baseline write` made, relative to this one: what it holds is known and fails no run.",
     .scope = KeyScope::root,
     .example = R"("unknot-baseline.json")"},
}};

/// A setting of a check in its long form. `options` is for a check as a whole, not for a case or "*".
inline constexpr std::array<ConfigKey, 3> kSettingKeys{{
    {.name = "severity", .shape = KeyShape::choice, .doc = "Replaces the severity of the findings.", .choices = kSeverityChoices},
    {.name = "enabled", .shape = KeyShape::boolean, .doc = "Whether the check runs, or the case is reported."},
    {.name = "options", .shape = KeyShape::options, .doc = "The options of the check."},
}};

inline constexpr std::array<ConfigKey, 5> kSuppressionKeys{{
    {.name = "check", .shape = KeyShape::check_name, .doc = "A check id, check/case, or * for all.", .need = KeyNeed::required},
    {.name = "file", .shape = KeyShape::text, .doc = "Glob of the file that the finding stands in."},
    {.name = "from", .shape = KeyShape::text, .doc = "Glob of the unit that an edge leaves."},
    {.name = "to", .shape = KeyShape::text, .doc = "Glob of the unit that an edge enters."},
    {.name = "reason", .shape = KeyShape::text, .doc = "Why this is accepted.", .need = KeyNeed::required},
}};

/// A contract. Which keys besides the first four count depends on its kind.
inline constexpr std::array<std::string_view, 6> kContractKinds{"layers", "forbidden", "independent", "protected", "allowed-only", "acyclic-siblings"};
inline constexpr std::array<ConfigKey, 13> kContractKeys{{
    {.name = "kind", .shape = KeyShape::choice, .doc = "What the contract asks.", .choices = kContractKinds, .need = KeyNeed::required},
    {.name = "reason", .shape = KeyShape::text, .doc = "Why; the findings repeat it.", .need = KeyNeed::required},
    {.name = "name", .shape = KeyShape::text, .doc = "What to call it; the kind where none is given. Two contracts of one kind need names."},
    {.name = "severity", .shape = KeyShape::choice, .doc = "Of its findings, in place of error.", .choices = kSeverityChoices},
    {.name = "layers", .shape = KeyShape::layers, .doc = "`layers`: from top to bottom, each a unit or a list of units."},
    {.name = "strict", .shape = KeyShape::boolean, .doc = "`layers`: only the next layer down may be used.", .default_value = "false"},
    {.name = "exhaustive", .shape = KeyShape::boolean, .doc = "`layers`: every file of the project is in one.", .default_value = "false"},
    {.name = "from", .shape = KeyShape::list_of_text, .doc = "`forbidden`, `allowed-only`: whose dependencies are judged."},
    {.name = "to", .shape = KeyShape::list_of_text, .doc = "`forbidden`: what they must not lead to; `allowed-only`: what alone they may lead to."},
    {.name = "indirect", .shape = KeyShape::boolean, .doc = "`forbidden`, `independent`: not over others either.", .default_value = "false"},
    {.name = "units", .shape = KeyShape::list_of_text, .doc = "`independent`, `protected`, `acyclic-siblings`: of whom it speaks."},
    {.name = "allowed", .shape = KeyShape::list_of_text, .doc = "`protected`: who may depend on them."},
    {.name = "exceptions", .shape = KeyShape::exceptions, .doc = "Dependencies that are let pass. One that is not needed any more is reported."},
}};
inline constexpr std::array<ConfigKey, 2> kExceptionKeys{{
    {.name = "from", .shape = KeyShape::text, .doc = "Glob of the unit that has the dependency.", .need = KeyNeed::required},
    {.name = "to", .shape = KeyShape::text, .doc = "Glob of the unit that it leads to.", .need = KeyNeed::required},
}};

}  // namespace unknot
