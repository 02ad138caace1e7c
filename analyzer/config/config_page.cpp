// config_keys.h and the tables of the checks as a page for people.
#include "analyzer/config/config_page.h"

#include "analyzer/config/config_keys.h"

namespace unknot {
namespace {

constexpr std::string_view kHead = R"md(# Configuration

Made from the tables that read it; [config.schema.json](config.schema.json) is the same for editors. `unknot init` writes a
file to start from.

## Where
The configuration is `unknot.json` (JSON; `//` and `/* */` comments are allowed), or the table `[tool.unknot]` of
`pyproject.toml` with the same keys. Where both stand in one folder, `unknot.json` is used and a remark says so.

```toml
[tool.unknot]
ignore = ["third_party/"]

[tool.unknot.checks]
include-cycle = "error"
"self-include/x-macro" = "off"

[[tool.unknot.suppressions]]
check = "include-cycle"
file = "src/old/**"
reason = "goes with the rewrite"
```

**The root** of a project is the nearest folder above the first path that holds a configuration, else the top of the git
checkout, else that path. With `--config FILE` that file speaks for everything, and no other is read.

**The nearest file wins for its subtree.** A configuration further down speaks for the findings in its folder and below: a
finding belongs to the file that it stands in. What the nearer file does not say, the one above it says; where both speak of
the same check, the nearer one wins, also with `"*"` over a check that the other one names. Its globs are relative to its
folder, and its suppressions reach nothing outside. Files in ignored folders are not read.

A file further down is a root of its own when somebody asks about its folder. With `"subtree": true` it is not: it belongs to
the project above. Keys marked *root only* then are an error in it, and are not used otherwise while the root is further up; a
remark says so.

A mistake in any of these files ends the run with exit code 2 and its place: `unknot.json:3:7: unknown key 'roots2' (did you
mean 'roots'?)`.

## Globs
`*` matches anything but `/`, `?` one character but `/`, `**/` any number of folders, `**` anything. A pattern without `/` is
compared with the file name at any depth; one that ends in `/` means everything below that folder; any other is compared with
the whole path.

## Keys
)md";

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string choices(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) out += (out.empty() ? "`\"" : ", `\"") + std::string(name) + "\"`";
  return out;
}

std::string type_of(const ConfigKey& key) {
  switch (key.shape) {
    case KeyShape::text:
      return "text";
    case KeyShape::check_name:
      return "a check id, `check/case`, or `\"*\"`";
    case KeyShape::list_of_text:
      return "list of texts";
    case KeyShape::choice:
      return choices(key.choices);
    case KeyShape::boolean:
      return "`true`, `false`";
    case KeyShape::checks:
      return "object: a name to a [setting](#a-setting-of-a-check)";
    case KeyShape::options:
      return "object: see the [options](#options-of-the-checks)";
    case KeyShape::suppressions:
      return "list of [suppressions](#a-suppression)";
    case KeyShape::components:
      return "object: a name to a list of globs";
    case KeyShape::contracts:
      return "list of [contracts](#a-contract)";
    case KeyShape::models:
      return "list of texts and [models](models.md)";
    case KeyShape::layers:
      return "list of units, or of lists of units";
    case KeyShape::exceptions:
      return "list of objects `{\"from\": GLOB, \"to\": GLOB}`";
  }
  return {};
}

std::string default_of(const ConfigKey& key) {
  if (key.need == KeyNeed::required) return "none, it is required";
  if (!key.default_value.empty())
    return key.shape == KeyShape::boolean ? code(key.default_value) : code("\"" + std::string(key.default_value) + "\"");
  if (key.shape == KeyShape::list_of_text || key.shape == KeyShape::suppressions || key.shape == KeyShape::contracts || key.shape == KeyShape::models) return "`[]`";
  return "none";
}

std::string entry(const ConfigKey& key) {
  std::string out = "\n### `" + std::string(key.name) + "`" + (key.scope == KeyScope::root ? " (root only)" : "") + "\n" +
                    std::string(key.doc) + "\n\n";
  out += "Type: " + type_of(key) + ". Default: " + default_of(key) + ".\n\n```json\n{\"" + std::string(key.name) +
         "\": " + std::string(key.example) + "}\n```\n";
  return out;
}

std::string bullets(std::span<const ConfigKey> keys) {
  std::string out;
  for (const ConfigKey& key : keys)
    out +=
        "- " + code(key.name) + ": " + std::string(key.doc) + " Type: " + type_of(key) + ". Default: " + default_of(key) + ".\n";
  return out;
}

/// The default as it would be written, and the name of its type.
struct OptionText {
  std::string type, value;
};
OptionText written(const OptionSpec& option) {
  const std::string value(option.default_value);
  switch (option.type) {
    case OptionType::boolean:
      return {"`true`, `false`", value};
    case OptionType::integer:
      return {"integer", value};
    case OptionType::text:
      return {"text", "\"" + value + "\""};
    case OptionType::text_list:
      break;
  }
  std::string items;
  for (std::string_view rest = value; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    items += (items.empty() ? "\"" : ", \"") + std::string(rest.substr(0, end)) + "\"";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {"list of texts", "[" + items + "]"};
}

}  // namespace

std::string config_page(std::span<const CheckInfo* const> checks) {
  std::string out(kHead);
  for (const ConfigKey& key : kFileKeys) out += entry(key);
  out +=
      "\n## A setting of a check\nThe name is a check id, `check/case` for one case of it, or `\"*\"` for all; a case goes "
      "before its check, "
      "and that before `\"*\"`.\n`true` and `false` switch it on and off; " +
      choices(kSettingChoices) +
      " switch and set the severity. "
      "The severity of a check leaves those of its\ncases alone that are milder or stricter by design. The long form is an "
      "object:\n\n";
  out += bullets(kSettingKeys);
  out += "\n```json\n{\"checks\": {\"include-cycle\": {\"enabled\": true, \"severity\": \"error\"}}}\n```\n";
  out += "\n## A suppression\nAn edge that is suppressed is taken out and the tangles are computed again.\n\n" +
         bullets(kSuppressionKeys);
  out +=
      "\n```json\n{\"suppressions\": [{\"check\": \"include-cycle\", \"from\": \"src/a.h\", \"to\": \"src/b.h\", \"reason\": "
      "\"agreed in review\"}]}\n```\n";
  out += "\n## A contract\nWhat each kind asks, and how a unit is written, says the page of [`layer-violation`](checks/layer-violation.md).\n\n" +
         bullets(kContractKeys);
  out += "\n## Options of the checks\n";
  for (const CheckInfo* check : checks) {
    if (check->options.empty()) continue;
    out += "\n### [`" + std::string(check->id) + "`](checks/" + std::string(check->id) + ".md)\n";
    std::string example;
    for (const OptionSpec& option : check->options) {
      const auto [type, value] = written(option);
      out += "- " + code(option.name) + ": " + std::string(option.doc) + ". Type: " + type + ". Default: " + code(value) + ".\n";
      example += (example.empty() ? "\"" : ", \"") + std::string(option.name) + "\": " + value;
    }
    out += "\n```json\n{\"checks\": {\"" + std::string(check->id) + "\": {\"options\": {" + example + "}}}}\n```\n";
  }
  return out;
}

}  // namespace unknot
