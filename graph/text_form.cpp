// Text -> Program: lines are collected by name first, then numbered and sorted.
#include "graph/text_form.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/text_form_line.h"

namespace unknot {
namespace {

using text_form::Attribute;
using text_form::number;
using text_form::split;
using text_form::take_attributes;
using text_form::trim;

using Problem = std::optional<std::string>;

constexpr std::uint32_t kDefaultColumn = 10;
constexpr std::array kKinds{DependencyKind::include, DependencyKind::include_next, DependencyKind::import,
                            DependencyKind::export_import, DependencyKind::from_import, DependencyKind::link,
                            DependencyKind::use, DependencyKind::inherit, DependencyKind::call};
constexpr std::array kWhens{When::always, When::conditional, When::deferred, When::typing};
constexpr std::array kEntereds{Entered::yes, Entered::not_shown, Entered::unknown};
constexpr std::array kLanguages{Language::cpp, Language::c, Language::python};

template <class Enum, std::size_t kSize>
bool read_name(const std::array<Enum, kSize>& values, std::string_view text, Enum& into) {
  const auto found = std::ranges::find(values, text, [](Enum value) { return name(value); });
  if (found != values.end()) into = *found;
  return found != values.end();
}

bool read_number(std::string_view text, std::uint32_t& into) {
  const auto value = number(text);
  if (value) into = *value;
  return value.has_value();
}

/// `!A` and `!(A)` negate A.
std::pair<std::string, bool> read_literal(std::string_view text) {
  if (!text.starts_with('!')) return {std::string(text), true};
  text = trim(text.substr(1));
  int depth = 0;
  std::size_t closes = 0;  // where the first parenthesis does
  for (; closes < text.size(); ++closes) {
    if (text[closes] == '(') ++depth;
    if (text[closes] == ')' && --depth == 0) break;
  }
  if (text.starts_with('(') && closes + 1 == text.size()) text = trim(text.substr(1, text.size() - 2));
  return {std::string(text), false};
}

class Reader {
 public:
  std::expected<Program, std::string> read(std::string_view text) {
    for (std::uint32_t line = 1; !text.empty(); ++line) {
      const auto end = std::min(text.find('\n'), text.size());
      if (const Problem problem = read_line(trim(text.substr(0, end))))
        return std::unexpected("line " + std::to_string(line) + ": " + *problem);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    for (const auto* sets : {&contexts_, &variants_})
      for (const auto& set : sets->numbers)
        for (const std::uint32_t written : set)
          if (written >= dependencies_.size())
            return std::unexpected("there is no dependency " + std::to_string(written));
    return build();
  }

 private:
  struct Draft {
    std::string from, to, in;
    Dependency dependency;
    std::set<std::pair<std::string, bool>> all_of;
  };

  Problem read_line(std::string_view line) {
    // A reason may hold anything, also what looks like a comment.
    if (line.starts_with("ignore ")) return read_suppression(trim(line.substr(7)));
    line = text_form::without_comment(line);
    if (line.empty()) return std::nullopt;
    if (line.starts_with("changes ")) return read_changes(trim(line.substr(8)));
    if (line.starts_with("library ")) return read_target(trim(line.substr(8)), false);
    if (line.starts_with("executable ")) return read_target(trim(line.substr(11)), true);
    if (line.starts_with("context:")) return read_set(trim(line.substr(8)), contexts_);
    if (line.starts_with("variant:")) return read_set(trim(line.substr(8)), variants_);
    const auto open = std::min(line.find(" ["), line.size());
    const std::string_view names = line.substr(0, open);
    std::string_view rest = trim(line.substr(open));
    const auto attributes = take_attributes(rest);
    if (!attributes) return attributes.error();
    if (!rest.empty()) return "nothing may follow ']'";
    const auto arrow = names.find(" -> ");
    return arrow == std::string_view::npos
               ? read_unit(trim(names), *attributes)
               : read_dependency(trim(names.substr(0, arrow)), trim(names.substr(arrow + 4)), *attributes);
  }

  Problem read_unit(std::string_view unit_name, const std::vector<Attribute>& attributes) {
    if (unit_name.empty() || unit_name.contains("->")) return "expected 'FROM -> TO [...]' or 'UNIT [...]'";
    Unit& unit = mention(unit_name);
    for (const auto& [key, value] : attributes) {
      if (key == "file") unit.kind = UnitKind::file;
      else if (key == "module") unit.kind = UnitKind::module;
      else if (key == "implementation") unit.kind = UnitKind::implementation;
      else if (key == "header-unit") unit.kind = UnitKind::header_unit;
      else if (key == "project") unit.origin = Origin::project;
      else if (key == "external") unit.origin = Origin::external;
      else if (key == "missing") unit.origin = Origin::missing;
      else if (key == "generated") unit.origin = Origin::generated;
      else if (key == "entry") unit.entry = true;
      else if (key == "reached") unit.reached = true;
      else if (key == "once") unit.once = true;
      else if (key == "path") unit.path = value;
      else if (!read_name(kLanguages, key, unit.language)) return "unknown attribute of a unit '" + key + "'";
    }
    return std::nullopt;
  }

  Problem read_dependency(std::string_view from, std::string_view to, const std::vector<Attribute>& attributes) {
    if (from.empty() || to.empty()) return "expected 'FROM -> TO [...]'";
    Draft draft{.from = std::string(from), .to = std::string(to), .in = {}, .dependency = {}, .all_of = {}};
    Dependency& dependency = draft.dependency;
    dependency.entered = Entered::yes;
    dependency.line = ++written_lines_[draft.from];
    dependency.column = kDefaultColumn;
    for (const auto& [key, value] : attributes) {
      bool good = true;
      if (key == "entered") {
        good = read_name(kEntereds, value == "no" ? name(Entered::not_shown) : value, dependency.entered);
      } else if (key == "line") {
        good = read_number(value, dependency.line);
      } else if (key == "column") {
        good = read_number(value, dependency.column);
      } else if (key == "in") {
        good = !value.empty();
        draft.in = value;
        if (good) mention(value);
      } else if (key == "when") {
        dependency.when = When::conditional;
        for (const std::string_view literal : split(value, "&&")) draft.all_of.insert(read_literal(literal));
        good = !draft.all_of.empty() && !draft.all_of.begin()->first.empty();  // the set's first is the least
      } else if (!read_name(kKinds, key, dependency.kind) && !read_name(kWhens, key, dependency.when)) {
        return "unknown attribute of a dependency '" + key + "'";
      }
      if (!good) return "'" + key + "' cannot be '" + value + "'";
    }
    for (const auto& [atom, holds] : draft.all_of) changed_by_.try_emplace(atom);
    mention(from);
    mention(to);
    dependencies_.push_back(std::move(draft));
    return std::nullopt;
  }

  Problem read_changes(std::string_view text) {
    auto atom = text_form::take_quoted(text);
    if (!atom) {
      // Names such as `a::b` and `m:part` hold colons; the one that is meant ends the text or has a space behind it.
      const auto colon = text.ends_with(':') ? std::min(text.find(": "), text.size() - 1) : text.find(": ");
      if (colon == std::string_view::npos) return "expected 'changes ATOM: UNIT, ...'";
      atom = trim(text.substr(0, colon));
      text.remove_prefix(colon);
    }
    if (!text.starts_with(':') || atom->empty()) return "expected 'changes ATOM: UNIT, ...'";
    auto& units = changed_by_[*atom];
    for (const std::string_view unit : split(text.substr(1), ",")) {
      if (unit.empty()) return "a unit's name is missing";
      mention(unit);
      units.emplace(unit);
    }
    return std::nullopt;
  }

  Problem read_target(std::string_view text, bool executable) {
    const auto colon = text.ends_with(':') ? text.size() - 1 : text.find(": ");
    if (colon == std::string_view::npos || colon == 0) return "expected 'library NAME: UNIT, ...'";
    auto& target = targets_[std::string(text.substr(0, colon))];
    target.executable = executable;
    if (trim(text.substr(colon + 1)).empty()) return std::nullopt;
    for (const std::string_view unit : split(text.substr(colon + 1), ",")) {
      if (unit.empty()) return "a unit's name is missing";
      mention(unit);
      target.sources.emplace(unit);
    }
    return std::nullopt;
  }

  /// Sets of dependencies by their numbers in the text.
  struct Sets {
    std::vector<std::set<std::uint32_t>> numbers;
    bool written = false;
  };

  static Problem read_set(std::string_view text, Sets& into) {
    into.written = true;
    if (text == "none") return std::nullopt;
    std::set<std::uint32_t> set;
    for (const std::string_view piece : split(text, " ")) {
      if (piece.empty()) continue;
      const auto written = number(piece);
      if (!written) return "expected the numbers of dependencies, or 'none'";
      set.insert(*written);
    }
    into.numbers.push_back(std::move(set));
    return std::nullopt;
  }

  Problem read_suppression(std::string_view text) {
    Suppression suppression;
    suppression.column = 1;
    // A unit's name may hold colons and spaces: its end is the first colon with a number alone behind it.
    auto colon = text.find(':', 1), space = text.size();
    for (; colon < text.size(); colon = text.find(':', colon + 1)) {
      space = std::min(text.find(' ', colon), text.size());
      if (read_number(text.substr(colon + 1, space - colon - 1), suppression.line)) break;
    }
    if (colon >= text.size()) return "expected 'ignore UNIT:LINE CHECK,... - REASON'";
    suppression.target_line = suppression.line;
    std::string_view rest = trim(text.substr(space));
    const auto attributes = take_attributes(rest);
    if (!attributes) return attributes.error();
    for (const auto& [key, value] : *attributes) {
      if (key == "foreign") suppression.foreign = true;
      else if (!(key == "target" && read_number(value, suppression.target_line)) &&
               !(key == "column" && read_number(value, suppression.column)))
        return "bad attribute of 'ignore' '" + key + "'";
    }
    const auto dash = rest.starts_with("- ") ? 0 : rest.find(" - ");
    if (dash != std::string_view::npos) suppression.reason = trim(rest.substr(dash == 0 ? 2 : dash + 3));
    for (const std::string_view check : split(rest.substr(0, dash), ",")) suppression.checks.emplace_back(check);
    mention(text.substr(0, colon));
    suppressions_.emplace_back(text.substr(0, colon), std::move(suppression));
    return std::nullopt;
  }

  Unit& mention(std::string_view unit_name) {
    Unit& unit = units_[std::string(unit_name)];
    unit.name = unit_name;
    return unit;
  }

  Program build() const {
    Program program;
    for (const auto& [unit_name, unit] : units_) program.units.push_back(unit);
    for (const auto& [text, units] : changed_by_) {
      Atom atom{.text = text, .changed_by = {}};
      for (const std::string& unit : units) atom.changed_by.push_back(id(unit));
      program.atoms.push_back(std::move(atom));
    }
    build_dependencies(program);
    for (const auto& [target, draft] : targets_) {
      auto& made = program.targets.emplace_back(Target{.name = target, .executable = draft.executable, .sources = {}});
      for (const auto& source : draft.sources) made.sources.push_back(id(source));
    }
    for (const auto& [unit, suppression] : suppressions_) {
      program.suppressions.push_back(suppression);
      program.suppressions.back().unit = id(unit);
    }
    std::ranges::sort(program.suppressions, {}, [](const Suppression& s) {
      return std::tie(s.unit, s.line, s.column, s.target_line, s.foreign, s.checks, s.reason);
    });
    return program;
  }

  void build_dependencies(Program& program) const {
    std::vector<std::uint32_t> order(dependencies_.size());  // numbers as written
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, {}, [&](std::uint32_t written) {
      const Draft& draft = dependencies_[written];
      return std::tuple(std::string_view(draft.from), std::string_view(draft.to), draft.dependency.line,
                        draft.dependency.column, std::string_view(draft.in), written);
    });
    std::vector<DependencyId> number_of(order.size());
    std::map<std::set<std::pair<std::string, bool>>, ConditionId> conditions{{{}, ConditionId{0}}};
    for (std::uint32_t place = 0; place < order.size(); ++place) {
      const Draft& draft = dependencies_[order[place]];
      number_of[order[place]] = DependencyId{place};
      const auto next = ConditionId{static_cast<std::uint32_t>(program.conditions.size())};
      const auto [condition, is_new] = conditions.try_emplace(draft.all_of, next);
      if (is_new) program.conditions.push_back(condition_of(draft));
      program.dependencies.push_back(draft.dependency);
      program.dependencies.back().from = id(draft.from);
      program.dependencies.back().to = id(draft.to);
      if (!draft.in.empty()) program.dependencies.back().in = id(draft.in);
      program.dependencies.back().condition = condition->second;
    }
    const auto sorted = [&](const std::set<std::uint32_t>& written) {
      std::vector<DependencyId> out;
      for (const std::uint32_t number_written : written) out.push_back(number_of[number_written]);
      std::ranges::sort(out);
      return out;
    };
    for (const auto& written : contexts_.numbers) program.contexts.push_back({.entered = sorted(written)});
    for (const auto& written : variants_.numbers) program.variants.push_back({.possible = sorted(written)});
    if (!contexts_.written) {
      auto& all = program.contexts.emplace_back().entered;
      for (std::uint32_t d = 0; d < program.dependencies.size(); ++d)
        if (program.dependencies[d].entered == Entered::yes) all.push_back(DependencyId{d});
    }
    if (!variants_.written) {
      auto& all = program.variants.emplace_back().possible;
      for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) all.push_back(DependencyId{d});
    }
  }

  Condition condition_of(const Draft& draft) const {
    Condition condition;
    for (const auto& [atom, holds] : draft.all_of) {
      const auto place = std::distance(changed_by_.begin(), changed_by_.find(atom));
      condition.all_of.push_back({.atom = AtomId{static_cast<std::uint32_t>(place)}, .holds = holds});
      condition.text += (condition.text.empty() ? "" : " && ") + text_form::literal_text(atom, holds);
    }
    return condition;
  }

  UnitId id(const std::string& unit_name) const {
    return UnitId{static_cast<std::uint32_t>(std::distance(units_.begin(), units_.find(unit_name)))};
  }

  std::map<std::string, Unit> units_;
  std::map<std::string, std::uint32_t> written_lines_;
  std::vector<Draft> dependencies_;
  std::map<std::string, std::set<std::string>> changed_by_;  // of each atom
  Sets contexts_, variants_;
  struct TargetDraft {
    bool executable = false;
    std::set<std::string> sources;
  };
  std::map<std::string, TargetDraft> targets_;
  std::vector<std::pair<std::string, Suppression>> suppressions_;
};

}  // namespace

std::expected<Program, std::string> program_from_text(std::string_view text) { return Reader().read(text); }

}  // namespace unknot
