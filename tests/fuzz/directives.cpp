// Fuzz target: sources to directives, and directives to files of a tree in memory.
// Input: sections "==== NAME"; each is a file below /p, what stands before the first is /p/main.cpp.
#include <algorithm>

#include "analyzer/extract/cpp/scan.h"
#include "analyzer/extract/facts_text.h"
#include "analyzer/includes/class_graph.h"
#include "analyzer/project/database.h"
#include "analyzer/project/discover.h"
#include "tests/fuzz/property.h"
#include "tests/support/memory_tree.h"

namespace unknot::test {
namespace {

/// The text that a line and a column name, as a person would count them.
std::string_view text_at(std::string_view text, std::uint32_t line, std::uint32_t column) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (; line > 1; --line) text.remove_prefix(text.find('\n') + 1);
  return text.substr(column - 1);
}

FileFacts check_facts(const std::string& text) {
  FileFacts facts = scan_file(text);
  require(is_sound(facts), "facts name only what is there");
  require(std::ranges::is_sorted(facts.includes, {}, &IncludeFact::line), "includes are in order of lines");
  for (const auto& include : facts.includes) {
    require(is_place(text, include.line, include.column), "an include is at a place of the text");
    require(!include.spelling.empty(), "an include names something");
    if (include.form == Spelled::computed) continue;
    const auto at = text_at(text, include.line, include.column);
    // u8"x", L"x" and their kin are string literals to the lexer.
    require(include.form == Spelled::angled ? at.starts_with('<') : at.find('"') < 4, "an include stands where its name begins");
  }
  const std::string bytes = encode_facts(facts);
  FileFacts again;
  require(decode_facts(bytes, again) && encode_facts(again) == bytes, "facts survive the way over bytes");
  text_from_facts("a.h", facts);
  std::vector<std::string> names;
  for (const auto& change : scan_macros(text, {}, names)) {
    require(change.name < names.size(), "a changed macro has a name");
    for (const auto& used : change.depends_on) require(used < names.size(), "a macro that another depends on has a name");
  }
  return facts;
}

/// Looks each part of the path up, one after the other: what Folders must come to as well.
std::string found_by_walking(const SourceTree& tree, std::string at, std::string_view relative) {
  if (relative.starts_with('/')) at = "";
  if (relative.ends_with('/')) return {};
  while (!relative.empty()) {
    const auto type = tree.type(at.empty() ? "/" : at);
    if (!type || *type != EntryType::folder) return {};
    const auto slash = std::min(relative.find('/'), relative.size());
    const auto name = relative.substr(0, slash);
    relative.remove_prefix(std::min(slash + 1, relative.size()));
    if (name == "..") at.resize(at.empty() ? 0 : at.rfind('/'));
    else if (!name.empty() && name != ".") (at += '/') += name;
  }
  const auto type = tree.type(at);
  return type && *type == EntryType::file ? at : std::string{};
}

void check_resolution(const MemoryTree& tree, const std::map<std::string, FileFacts>& facts) {
  Folders folders(tree);
  NearbyLookups nearby(folders);
  SourceFiles sources;
  for (const auto& [path, file] : facts) sources.set(folders.file(path), file);
  const SearchList list = make_search_list({{"/p/quoted", SearchGroup::quoted}, {"/p/include", SearchGroup::angled},
                                            {"/p", SearchGroup::angled}, {"/p/system", SearchGroup::system}}, folders);
  std::vector<ClassUnit> units;
  for (const auto& [path, file] : facts) units.push_back({.file = folders.find_path(path), .forced = {}, .command = 0});
  const auto follow = [&](FileId file) { return sources.find(file); };
  const ClassGraph graph(list, nearby, units, follow, {}, sources, sources.has_next() ? Places::told_apart : Places::alike,
                         Modules::present);
  for (std::uint32_t state = 0; state < graph.states().size(); ++state) {
    const std::string& from = folders.path(graph.states()[state].file);
    for (const auto& step : graph.steps(state)) {
      const auto& include = facts.at(from).includes[step.include];
      const bool found = step.to != kUnresolved;
      require(!found || step.to < graph.states().size(), "a step leads to a state");
      const std::string to = found ? folders.path(graph.states()[step.to].file) : "";
      require(!found || facts.contains(to), "an include resolves to a file that is there");
      if (include.form == Spelled::quoted && include.kind != DependencyKind::include_next) {
        const std::string beside = found_by_walking(tree, from.substr(0, from.rfind('/')), include.spelling);
        require(beside.empty() || beside == to, "a quoted include takes the file beside it");
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemoryTree tree;
  std::map<std::string, FileFacts> facts;
  for (const auto& [name, text] : sections({reinterpret_cast<const char*>(data), size})) {
    // Names that no file system has: those are the walk's matter, not the resolver's.
    if (name.find("..") != std::string::npos || name.find('\0') != std::string::npos || name.ends_with('/')) continue;
    const std::string path = join_path("/p", name.empty() ? "main.cpp" : "./" + name);
    const auto type = tree.type(path);
    bool below_file = type.has_value();
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
      if (const auto above = tree.type(path.substr(0, slash)); above && *above == EntryType::file) below_file = true;
    if (below_file) continue;
    tree.write(path, text);
    facts.emplace(path, check_facts(text));
  }
  if (!facts.empty()) check_resolution(tree, facts);
  return 0;
}

}  // namespace unknot::test
