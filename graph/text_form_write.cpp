// Program -> text: every fact in the program's own order.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "graph/text_form.h"
#include "graph/text_form_line.h"

namespace unknot {
namespace {

/// Attributes in brackets with a space before, or nothing.
std::string bracketed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? " [" : " ") + word;
  return words.empty() ? text : text + "]";
}

std::string unit_attributes(const Unit& unit) {
  std::vector<std::string> words;
  switch (unit.kind) {
    case UnitKind::file: break;
    case UnitKind::module: words.emplace_back("module"); break;
    case UnitKind::implementation: words.emplace_back("implementation"); break;
    case UnitKind::header_unit: words.emplace_back("header-unit"); break;
  }
  if (unit.language != Language::cpp) words.emplace_back(name(unit.language));
  switch (unit.origin) {
    case Origin::project: break;
    case Origin::external: words.emplace_back("external"); break;
    case Origin::missing: words.emplace_back("missing"); break;
    case Origin::generated: words.emplace_back("generated"); break;
  }
  if (unit.entry) words.emplace_back("entry");
  if (unit.reached) words.emplace_back("reached");
  if (!unit.path.empty()) words.push_back("path=" + text_form::quoted(unit.path));
  if (unit.once) words.emplace_back("once");
  return bracketed(words);
}

std::string dependency_attributes(const Program& program, const Dependency& dependency) {
  std::vector<std::string> words{std::string(name(dependency.kind))};
  if (dependency.condition == ConditionId{0})
    words.emplace_back(name(dependency.when));
  else
    words.push_back("when=" + text_form::quoted(program.condition(dependency.condition).text));
  if (dependency.entered != Entered::yes) words.push_back("entered=" + std::string(name(dependency.entered)));
  words.push_back("line=" + std::to_string(dependency.line));
  words.push_back("column=" + std::to_string(dependency.column));
  if (dependency.in != kOwnText) words.push_back("in=" + text_form::quoted(program.unit(dependency.in).name));
  return bracketed(words);
}

std::string suppression_line(const Program& program, const Suppression& suppression) {
  std::vector<std::string> words;
  if (suppression.target_line != suppression.line) words.push_back("target=" + std::to_string(suppression.target_line));
  if (suppression.column != 1) words.push_back("column=" + std::to_string(suppression.column));
  if (suppression.foreign) words.emplace_back("foreign");
  std::string text = "ignore " + program.unit(suppression.unit).name + ":" + std::to_string(suppression.line);
  text += bracketed(words);
  for (const std::string& check : suppression.checks) text += (&check == suppression.checks.data() ? " " : ",") + check;
  if (!suppression.reason.empty()) text += " - " + suppression.reason;
  return text + "\n";
}

}  // namespace

std::string text_from_program(const Program& program) {
  std::set<UnitId> mentioned;
  for (const Dependency& dependency : program.dependencies) mentioned.insert({dependency.from, dependency.to});
  std::string text;
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    const std::string attributes = unit_attributes(program.units[u]);
    if (!attributes.empty() || !mentioned.contains(UnitId{u})) text += program.units[u].name + attributes + "\n";
  }
  for (const Dependency& dependency : program.dependencies)
    text += program.unit(dependency.from).name + " -> " + program.unit(dependency.to).name +
            dependency_attributes(program, dependency) + "\n";
  std::set<AtomId> asked;
  for (const Condition& condition : program.conditions)
    for (const Literal& literal : condition.all_of) asked.insert(literal.atom);
  for (std::uint32_t a = 0; a < program.atoms.size(); ++a) {
    const Atom& atom = program.atoms[a];
    if (atom.changed_by.empty() && asked.contains(AtomId{a})) continue;
    text += "changes " + text_form::quoted(atom.text) + ":";
    for (const UnitId& unit : atom.changed_by)
      text += (&unit == atom.changed_by.data() ? " " : ", ") + program.unit(unit).name;
    text += "\n";
  }
  const auto add_set = [&](std::string_view word, const std::vector<DependencyId>& set) {
    text += word;
    for (const DependencyId dependency : set) text += " " + std::to_string(index(dependency));
    text += "\n";
  };
  for (const Context& context : program.contexts) add_set("context:", context.entered);
  if (program.contexts.empty()) text += "context: none\n";
  for (const Variant& variant : program.variants) add_set("variant:", variant.possible);
  if (program.variants.empty()) text += "variant: none\n";
  for (const Target& target : program.targets) {
    text += (target.executable ? "executable " : "library ") + target.name + ":";
    for (const UnitId& unit : target.sources) text += (&unit == target.sources.data() ? " " : ", ") + program.unit(unit).name;
    text += "\n";
  }
  for (const Suppression& suppression : program.suppressions) text += suppression_line(program, suppression);
  return text;
}

}  // namespace unknot
