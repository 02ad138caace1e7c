// The encoding of a program. Each struct lists its fields once; writing and reading both walk that list.
#include "analyzer/cache/extraction_bytes.h"

#include <algorithm>
#include <concepts>

#include "analyzer/extract/codec.h"

namespace unknot {
namespace {

template <class T>
concept Number = std::integral<T> || std::is_enum_v<T>;

struct Writing {
  ByteWriter& bytes;
  void field(const std::string& value) { bytes.text(value); }
  template <Number T>
  void field(const T& value) {
    bytes.number(static_cast<std::uint64_t>(value));
  }
  template <class T>
  void field(const std::vector<T>& values) {
    bytes.number(values.size());
    for (const auto& value : values) field(value);
  }
  template <class T>
    requires requires(T& t, Writing& w) { fields(t, w); }
  void field(const T& value) {
    fields(value, *this);
  }
};

struct Reading {
  ByteReader& bytes;
  void field(std::string& value) { value = bytes.text(); }
  template <Number T>
  void field(T& value) {
    value = static_cast<T>(bytes.number());
  }
  template <class T>
  void field(std::vector<T>& values) {
    values.resize(bytes.length());
    for (auto& value : values) field(value);
  }
  template <class T>
    requires requires(T& t, Reading& r) { fields(t, r); }
  void field(T& value) {
    fields(value, *this);
  }
};

template <class T, class Base>
concept Is = std::same_as<std::remove_const_t<T>, Base>;

void fields(Is<Unit> auto& v, auto& f) {
  f.field(v.name), f.field(v.kind), f.field(v.language), f.field(v.origin), f.field(v.entry), f.field(v.reached), f.field(v.once);
}
void fields(Is<Dependency> auto& v, auto& f) {
  f.field(v.from), f.field(v.to), f.field(v.kind), f.field(v.when), f.field(v.entered), f.field(v.condition), f.field(v.line),
      f.field(v.column);
}
void fields(Is<Atom> auto& v, auto& f) { f.field(v.text), f.field(v.changed_by); }
void fields(Is<Literal> auto& v, auto& f) { f.field(v.atom), f.field(v.holds); }
void fields(Is<Condition> auto& v, auto& f) { f.field(v.all_of), f.field(v.text); }
void fields(Is<Context> auto& v, auto& f) { f.field(v.entered); }
void fields(Is<Variant> auto& v, auto& f) { f.field(v.possible); }
void fields(Is<Suppression> auto& v, auto& f) {
  f.field(v.unit), f.field(v.line), f.field(v.column), f.field(v.target_line), f.field(v.checks), f.field(v.reason),
      f.field(v.foreign);
}
void fields(Is<Program> auto& v, auto& f) {
  f.field(v.units), f.field(v.dependencies), f.field(v.atoms), f.field(v.conditions), f.field(v.contexts), f.field(v.variants),
      f.field(v.suppressions);
}
void fields(Is<Problem> auto& v, auto& f) { f.field(v.file), f.field(v.line), f.field(v.message), f.field(v.effect); }
void fields(Is<Survey> auto& v, auto& f) {
  f.field(v.database), f.field(v.commands), f.field(v.commands_without_file), f.field(v.classes), f.field(v.inferred_folders),
      f.field(v.files), f.field(v.directives), f.field(v.unresolved), f.field(v.computed), f.field(v.preprocessed),
      f.field(v.missing_headers), f.field(v.unreached);
}
void fields(Is<Extraction> auto& v, auto& f) {
  f.field(v.program), f.field(v.problems), f.field(v.complete), f.field(v.survey);
}

/// Do all indices name something? A checker must never read past an end.
bool is_sound(const Program& program) {
  const auto unit = [&](UnitId id) { return index(id) < program.units.size(); };
  const auto dependency = [&](DependencyId id) { return index(id) < program.dependencies.size(); };
  return !program.conditions.empty() &&
         std::ranges::all_of(program.dependencies,
                             [&](const Dependency& d) {
                               return unit(d.from) && unit(d.to) && index(d.condition) < program.conditions.size();
                             }) &&
         std::ranges::all_of(program.atoms, [&](const Atom& a) { return std::ranges::all_of(a.changed_by, unit); }) &&
         std::ranges::all_of(program.conditions,
                             [&](const Condition& c) {
                               return std::ranges::all_of(
                                   c.all_of, [&](const Literal& l) { return index(l.atom) < program.atoms.size(); });
                             }) &&
         std::ranges::all_of(program.contexts, [&](const Context& c) { return std::ranges::all_of(c.entered, dependency); }) &&
         std::ranges::all_of(program.variants, [&](const Variant& v) { return std::ranges::all_of(v.possible, dependency); }) &&
         std::ranges::all_of(program.suppressions, [&](const Suppression& s) { return unit(s.unit); });
}

}  // namespace

std::string encode_extraction(const Extraction& extraction) {
  std::string out;
  ByteWriter bytes(out);
  Writing{bytes}.field(extraction);
  return out;
}

bool decode_extraction(std::string_view in, Extraction& extraction) {
  ByteReader bytes(in);
  Reading{bytes}.field(extraction);
  return bytes.ok() && bytes.at_end() && is_sound(extraction.program);
}

}  // namespace unknot
