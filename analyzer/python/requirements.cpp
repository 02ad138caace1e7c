// Specifiers of versions, and the places where files hold them.
#include "analyzer/python/requirements.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/config/toml_tree.h"
#include "analyzer/extract/python/syntax_tree.h"

namespace unknot {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

bool is_in_name(char c) { return c == '-' || c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The first version behind all that begin so: "2.3" -> "2.4".
Version behind(Version version, std::size_t kept) {
  version.parts.resize(std::max<std::size_t>(1, std::min(kept, version.parts.size())));
  ++version.parts.back();
  version.is_early = false;
  return version;
}

void narrow(VersionRange& range, VersionRange by) {
  const VersionRange both = intersection(range, by);
  range.low = both.low, range.high = both.high;
}
VersionRange between(std::optional<VersionBound> low, std::optional<VersionBound> high) { return {.low = std::move(low), .high = std::move(high)}; }

/// One clause: ">=2.0", "==2.*", "~=2.1", "^1.2", "~1.2".
void read_clause(std::string_view clause, VersionRange& range) {
  clause = trimmed(clause);
  const auto end = clause.find_first_not_of("=<>!~^");
  if (clause.empty() || end == std::string_view::npos) return;
  const std::string_view sign = clause.substr(0, end);
  const std::string_view written = trimmed(clause.substr(end));
  const auto version = parse_version(written);
  if (!version || sign == "!=") return;
  const bool is_open = written.ends_with(".*");
  const VersionBound from{*version, true};
  const std::size_t parts = version->parts.size();
  if (sign == ">=") narrow(range, between(from, {}));
  else if (sign == ">") narrow(range, between(VersionBound{*version, false}, {}));
  else if (sign == "<=") narrow(range, between({}, from));
  else if (sign == "<") narrow(range, between({}, VersionBound{*version, false}));
  else if (sign == "~=") narrow(range, between(from, VersionBound{behind(*version, parts > 1 ? parts - 1 : 1), false}));
  else if (sign == "~") narrow(range, between(from, VersionBound{behind(*version, std::min<std::size_t>(parts, 2)), false}));
  else if (sign == "^") {
    std::size_t kept = 1;
    while (kept < parts && version->parts[kept - 1] == 0) ++kept;
    narrow(range, between(from, VersionBound{behind(*version, kept), false}));
  } else if (is_open) narrow(range, between(from, VersionBound{behind(*version, parts), false}));
  else narrow(range, between(from, from));
}

void read_clauses(std::string_view text, VersionRange& range) {
  if (text.find("||") != std::string_view::npos) return;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    read_clause(text.substr(0, comma), range);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
}

void put(Requirement requirement, Position at, std::vector<Requirement>& out) {
  if (requirement.name.empty() || requirement.name == "python") return;
  requirement.range.line = at.line, requirement.range.column = at.column;
  out.push_back(std::move(requirement));
}

/// Poetry's and pipenv's way: a bare number means just that version.
Requirement tool_requirement(const std::string& name, const JsonNode& value) {
  Requirement out{.name = distribution_name(name), .range = {}};
  std::string_view text;
  if (value.kind == JsonKind::text) text = value.text;
  for (const auto& member : value.children) {
    if (member.key == "version" && member.kind == JsonKind::text) text = member.text;
    out.is_conditional |= member.key == "markers" || member.key == "python" || member.key == "platform";
  }
  text = trimmed(text);
  if (text.find_first_not_of("0123456789.*") == std::string_view::npos && !text.empty() && text != "*") read_clauses("==" + std::string(text), out.range);
  else read_clauses(text, out.range);
  return out;
}

const JsonNode* member(const JsonNode* of, std::string_view key) {
  if (of == nullptr) return nullptr;
  const auto found = std::ranges::find(of->children, key, &JsonNode::key);
  return found == of->children.end() ? nullptr : &*found;
}

void read_table(const JsonNode* table, std::vector<Requirement>& out, std::string_view group = {}) {
  if (table == nullptr) return;
  const auto add = [&](const JsonNode& one, const JsonNode& value, bool is_conditional) {
    auto requirement = tool_requirement(one.key, value);
    requirement.is_conditional |= is_conditional;
    requirement.is_development = is_for_development(group);
    put(std::move(requirement), one.key_at, out);
  };
  for (const auto& one : table->children) {
    if (one.kind != JsonKind::list) add(one, one, false);
    // One of several, by platform or version of Python.
    else for (const auto& choice : one.children) add(one, choice, true);
  }
}

void read_list(const JsonNode* list, std::vector<Requirement>& out, std::string_view group = {}) {
  if (list == nullptr || list->kind != JsonKind::list) return;
  for (const auto& one : list->children) {
    if (one.kind != JsonKind::text) continue;
    auto requirement = parse_requirement(one.text);
    requirement.is_development = is_for_development(group);
    put(std::move(requirement), one.at, out);
  }
}

/// By line, with its number.
template <class Take>
void each_line(std::string_view text, Take take) {
  std::uint32_t number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const auto end = std::min(text.find('\n', begin), text.size());
    take(number, text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

bool is_for_development(std::string_view group) {
  const auto has = [&](std::string_view word) { return std::ranges::search(group, word, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 'a' - 'A' : a) == b; }).begin() != group.end(); };
  return has("dev") || has("test") || has("lint") || has("docs");
}

Requirement parse_requirement(std::string_view text) {
  Requirement out;
  text = trimmed(text);
  std::size_t end = 0;
  while (end < text.size() && is_in_name(text[end])) ++end;
  if (end == 0 || text.starts_with('.')) return out;
  const std::string_view name = text.substr(0, end);
  text = trimmed(text.substr(end));
  if (text.starts_with('/') || text.starts_with(':') || text.starts_with('+')) return out;  // a path or an address
  if (text.starts_with('[')) text = trimmed(text.substr(std::min(text.find(']'), text.size() - 1) + 1));
  if (const auto marker = text.find(';'); marker != std::string_view::npos) {
    out.is_conditional = true;
    text = trimmed(text.substr(0, marker));
  }
  out.name = distribution_name(name);
  if (text.starts_with('@')) return out;
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  read_clauses(text, out.range);
  return out;
}

Requirements read_requirements_txt(std::string_view text) {
  Requirements out;
  std::string joined;
  std::uint32_t begun = 1;
  each_line(text, [&](std::uint32_t number, std::string_view line) {
    if (joined.empty()) begun = number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line.remove_suffix(1);
    joined += line;
    if (goes_on && joined.size() < 100'000) return;
    std::string_view rest = joined;
    if (const auto comment = rest.find(" #"); comment != std::string_view::npos) rest = rest.substr(0, comment);
    const std::size_t column = std::min(rest.find_first_not_of(" \t\xef\xbb\xbf"), rest.size());
    rest = trimmed(rest.substr(column));
    const auto option = [&](std::string_view word) -> std::optional<std::string> {
      if (!rest.starts_with(word)) return std::nullopt;
      auto value = rest.substr(word.size());
      const bool is_apart = value.starts_with(' ') || value.starts_with('\t') || value.starts_with('=');
      if (word.starts_with("--") && !is_apart) return std::nullopt;
      while (value.starts_with(' ') || value.starts_with('\t') || value.starts_with('=')) value.remove_prefix(1);
      return std::string(trimmed(value));
    };
    if (rest.empty() || rest.starts_with('#')) {
    } else if (rest.starts_with('-')) {
      for (const auto* word : {"--requirement", "-r"})
        if (auto path = option(word)) out.included.push_back(std::move(*path));
      for (const auto* word : {"--constraint", "-c"})
        if (auto path = option(word)) out.constraints.push_back(std::move(*path));
      if (const auto egg = rest.find("#egg="); egg != std::string_view::npos) put(parse_requirement(rest.substr(egg + 5)), {begun, static_cast<std::uint32_t>(column + 1)}, out.all);
    } else {
      // "name==1 --hash=..." and "name==1 --no-binary": pip's own options come behind.
      if (const auto options = rest.find(" --"); options != std::string_view::npos) rest = rest.substr(0, options);
      put(parse_requirement(rest), {begun, static_cast<std::uint32_t>(column + 1)}, out.all);
    }
    joined.clear();
  });
  return out;
}

std::vector<Requirement> read_pyproject(std::string_view text) {
  std::vector<Requirement> out;
  const auto document = parse_toml(text);
  if (!document) return out;
  read_list(member(member(&*document, "project"), "dependencies"), out);
  const JsonNode* poetry = member(member(&*document, "tool"), "poetry");
  read_table(member(poetry, "dependencies"), out);
  read_table(member(poetry, "dev-dependencies"), out, "dev");
  for (const JsonNode* extras : {member(member(&*document, "project"), "optional-dependencies"), member(&*document, "dependency-groups")})
    if (extras != nullptr)
      for (const auto& group : extras->children) read_list(&group, out, group.key);
  if (const JsonNode* groups = member(poetry, "group"))
    for (const auto& group : groups->children) read_table(member(&group, "dependencies"), out, group.key);
  return out;
}

std::vector<Requirement> read_pipfile(std::string_view text) {
  std::vector<Requirement> out;
  const auto document = parse_toml(text);
  if (!document) return out;
  for (const auto* table : {"packages", "dev-packages"}) read_table(member(&*document, table), out, table);
  return out;
}

std::vector<Requirement> read_pipfile_lock(std::string_view text) {
  std::vector<Requirement> out;
  const auto document = parse_json_tree(text);
  if (!document) return out;
  for (const auto* table : {"default", "develop"}) read_table(member(&*document, table), out, table);
  return out;
}

std::vector<Requirement> read_package_tables(std::string_view text) {
  std::vector<Requirement> out;
  bool in_package = false;
  Requirement last;
  Position at;
  const auto value_of = [](std::string_view line, std::string_view key) -> std::string_view {
    if (!line.starts_with(key)) return {};
    line = trimmed(line.substr(key.size()));
    if (!line.starts_with("= \"") || !line.ends_with('"')) return {};
    return line.substr(3, line.size() - 4);
  };
  each_line(text, [&](std::uint32_t number, std::string_view line) {
    line = trimmed(line);
    if (line.starts_with('[')) {
      in_package = line == "[[package]]";
      last = {};
      return;
    }
    if (!in_package) return;
    if (const auto name = value_of(line, "name"); !name.empty()) last.name = distribution_name(name), at = {number, 1};
    if (const auto version = value_of(line, "version"); !version.empty() && !last.name.empty()) {
      read_clauses("==" + std::string(version), last.range);
      // Two of one name are for different platforms.
      last.is_conditional = true;
      put(std::exchange(last, {}), at, out);
    }
  });
  return out;
}

std::vector<Requirement> read_setup_cfg(std::string_view text) {
  std::vector<Requirement> out;
  std::string_view section;
  bool inside = false;
  each_line(text, [&](std::uint32_t number, std::string_view line) {
    const std::string_view words = trimmed(line);
    if (words.empty() || words.starts_with('#') || words.starts_with(';')) return;
    const bool is_indented = line.starts_with(' ') || line.starts_with('\t');
    if (!is_indented) inside = false;
    if (words.starts_with('[') && !is_indented) {
      section = words;
    } else if (is_indented && inside) {
      put(parse_requirement(words), {number, static_cast<std::uint32_t>(words.data() - line.data() + 1)}, out);
    } else if (section == "[options]" && words.starts_with("install_requires")) {
      inside = true;
      if (const auto equals = words.find('='); equals != std::string_view::npos) put(parse_requirement(words.substr(equals + 1)), {number, 1}, out);
    } else if (section == "[options.extras_require]") {
      inside = true;
    }
  });
  return out;
}

std::vector<Requirement> read_setup_py(std::string_view text) {
  using python::Field;
  using python::Kind;
  using python::NodeId;
  std::vector<Requirement> out;
  if (text.find("install_requires") == std::string_view::npos) return out;
  python::Parser parser;
  const auto& tree = parser.parse(text);
  const auto read_list_at = [&](NodeId list) {
    for (NodeId n = list; n < tree[list].end_node; ++n) {
      if (tree.kind(n) != Kind::string && tree.kind(n) != Kind::concatenated_string) continue;
      const auto at = tree.position_of(n);
      if (const auto string = tree.string_value(n)) put(parse_requirement(*string), {at.line, at.column}, out);
      n = tree[n].end_node - 1;
    }
  };
  for (NodeId n = 0; n < tree.nodes.size(); ++n) {
    if (tree.kind(n) != Kind::keyword_argument || tree.source(tree.child(n, Field::name)) != "install_requires") continue;
    const NodeId value = tree.child(n, Field::value);
    if (value == python::kNoNode) continue;
    if (tree.kind(value) != Kind::identifier) {
      read_list_at(value);
      continue;
    }
    for (NodeId a = 0; a < tree.nodes.size(); ++a) {
      const NodeId left = tree.kind(a) == Kind::assignment ? tree.child(a, Field::left) : python::kNoNode;
      const NodeId right = left == python::kNoNode ? python::kNoNode : tree.child(a, Field::right);
      if (right != python::kNoNode && tree.source(left) == tree.source(value) && tree.kind(right) == Kind::list) read_list_at(right);
    }
  }
  return out;
}

}  // namespace unknot
