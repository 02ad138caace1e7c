// One condition for each promise.
#include "graph/sound_program.h"

#include <algorithm>
#include <tuple>

namespace unknot {
namespace {

template <class Range, class... Projection>
bool is_rising(const Range& range, Projection... projection) {
  return std::ranges::is_sorted(range, {}, projection...) && std::ranges::adjacent_find(range, {}, projection...) == std::ranges::end(range);
}

bool is_sound(const Unit& unit) {
  return !unit.name.empty() && unit.kind <= UnitKind::header_unit && unit.language <= Language::python && unit.origin <= Origin::generated;
}

bool is_sound(const Program& program, const Dependency& d) {
  const bool named = index(d.from) < program.units.size() && index(d.to) < program.units.size() &&
                     (d.in == kOwnText || index(d.in) < program.units.size()) &&
                     index(d.condition) < program.conditions.size();
  const bool valued = d.kind <= DependencyKind::call && d.when <= When::typing && d.entered <= Entered::unknown;
  return named && valued && (d.when == When::conditional || index(d.condition) == 0);
}

/// Are these dependencies, in order, all of them good?
bool is_sound(const Program& program, const std::vector<DependencyId>& ids, auto&& good) {
  return is_rising(ids) && (ids.empty() || index(ids.back()) < program.dependencies.size()) &&
         std::ranges::all_of(ids, [&](DependencyId id) { return good(program.dependency(id)); });
}

/// Is what some unit enters possible in some variant?
bool contexts_are_possible(const Program& program) {
  std::vector<bool> possible(program.dependencies.size());
  for (const auto& variant : program.variants)
    for (const DependencyId id : variant.possible) possible[index(id)] = true;
  return std::ranges::all_of(program.contexts, [&](const Context& context) {
    return std::ranges::all_of(context.entered, [&](DependencyId id) { return possible[index(id)]; });
  });
}

}  // namespace

bool is_sound(const Program& program) {
  const auto place = [](const Dependency& d) { return std::tuple(index(d.from), index(d.to), d.line, d.column); };
  const auto unit = [&](UnitId id) { return index(id) < program.units.size(); };
  const auto any = [](const Dependency&) { return true; };
  const auto entered = [](const Dependency& d) { return d.entered == Entered::yes; };
  return is_rising(program.units, &Unit::name) && std::ranges::all_of(program.units, [](const Unit& u) { return is_sound(u); }) &&
         !program.conditions.empty() && program.conditions.front().all_of.empty() &&
         std::ranges::all_of(program.conditions,
                             [&](const Condition& c) {
                               return std::ranges::all_of(c.all_of, [&](const Literal& l) { return index(l.atom) < program.atoms.size(); });
                             }) &&
         std::ranges::all_of(program.atoms, [&](const Atom& a) { return std::ranges::all_of(a.changed_by, unit); }) &&
         std::ranges::is_sorted(program.dependencies, {}, place) &&
         std::ranges::all_of(program.dependencies, [&](const Dependency& d) { return is_sound(program, d); }) &&
         std::ranges::all_of(program.contexts, [&](const Context& c) { return is_sound(program, c.entered, entered); }) &&
         std::ranges::all_of(program.variants, [&](const Variant& v) { return is_sound(program, v.possible, any); }) &&
         contexts_are_possible(program) &&
         std::ranges::all_of(program.suppressions, [&](const Suppression& s) { return unit(s.unit); }) &&
         is_rising(program.targets, &Target::name) && std::ranges::all_of(program.targets, [&](const Target& target) {
           return !target.name.empty() && is_rising(target.sources) && std::ranges::all_of(target.sources, unit);
         });
}

}  // namespace unknot
