// The encoding of a file's functions, and the rules that what was read has to keep.
#include "analyzer/extract/function_facts.h"

#include <algorithm>

#include "analyzer/extract/codec.h"

namespace unknot {

/// kNone is the most common index: it takes one byte.
static void index_field(std::uint32_t& v, FieldReader& f) {
  std::uint64_t shifted = 0;
  f.field(shifted);
  v = static_cast<std::uint32_t>(shifted - 1);
}
static void index_field(const std::uint32_t& v, FieldWriter& f) {
  const std::uint64_t shifted = v == kNone ? 0 : std::uint64_t{v} + 1;
  f.field(shifted);
}

static void fields(Is<EntityFact> auto& v, auto& f) {
  f.field(v.usr), f.field(v.name), f.field(v.type), f.field(v.kind), f.field(v.attributes);
}
static void fields(Is<ValueFact> auto& v, auto& f) { f.field(v.kind), index_field(v.path, f), f.field(v.text); }
static void fields(Is<ArgumentFact> auto& v, auto& f) { index_field(v.field, f), f.field(v.value); }
static void fields(Is<PathFact> auto& v, auto& f) {
  f.field(v.kind), index_field(v.base, f), index_field(v.entity, f), f.field(v.index), f.field(v.name), f.field(v.arguments);
}
static void fields(Is<OperationFact> auto& v, auto& f) {
  f.field(v.kind), f.field(v.flags), index_field(v.path, f), f.field(v.value), index_field(v.callee, f), f.field(v.arguments),
      f.field(v.types), index_field(v.unwind, f), f.field(v.line), f.field(v.column), f.field(v.text);
}
static void fields(Is<HandlerFact> auto& v, auto& f) { index_field(v.type, f), index_field(v.block, f); }
static void fields(Is<UnwindFact> auto& v, auto& f) {
  f.field(v.kind), index_field(v.parent, f), index_field(v.path, f), index_field(v.callee, f), f.field(v.handlers),
      index_field(v.of, f), f.field(v.handler);
}
static void fields(Is<ConditionFact> auto& v, auto& f) { f.field(v.kind), index_field(v.path, f), f.field(v.value); }
static void fields(Is<BlockFact> auto& v, auto& f) {
  f.field(v.operations), f.field(v.end), f.field(v.condition), f.field(v.successors), f.field(v.cases);
}
static void fields(Is<ParameterFact> auto& v, auto& f) { f.field(v.name), f.field(v.type), f.field(v.passing); }
static void fields(Is<CaptureFact> auto& v, auto& f) { f.field(v.name), f.field(v.passing); }
static void fields(Is<FunctionFact> auto& v, auto& f) {
  index_field(v.entity, f), f.field(v.kind), f.field(v.attributes), f.field(v.line), f.field(v.column), index_field(v.parent, f),
      f.field(v.macro), f.field(v.overrides), f.field(v.parameters), f.field(v.captures), f.field(v.paths), f.field(v.unwinds),
      f.field(v.blocks);
}
static void fields(Is<SectionFact> auto& v, auto& f) { f.field(v.label), f.field(v.methods); }
static void fields(Is<ClassFact> auto& v, auto& f) {
  index_field(v.entity, f), f.field(v.attributes), f.field(v.line), f.field(v.column), f.field(v.macro), f.field(v.bases),
      f.field(v.methods), f.field(v.fields), f.field(v.types), f.field(v.sections);
}
static void fields(Is<InstanceFact> auto& v, auto& f) {
  index_field(v.entity, f), f.field(v.arguments), f.field(v.line), f.field(v.column);
}
static void fields(Is<FileFunctions> auto& v, auto& f) {
  f.field(v.entities), f.field(v.functions), f.field(v.classes), f.field(v.instances);
}

namespace {

class Soundness {
 public:
  explicit Soundness(const FileFunctions& file) : entities_(file.entities.size()) {}

  bool sound(const FunctionFact& function) {
    paths_ = function.paths.size(), unwinds_ = function.unwinds.size(), blocks_ = function.blocks.size();
    if (function.kind > FunctionKind::initialiser || !entity(function.entity) || !maybe_entity(function.parent) || blocks_ == 0)
      return false;
    if (!entities(function.overrides)) return false;
    for (std::size_t p = 0; p < paths_; ++p)
      if (!sound(function.paths[p], p)) return false;
    for (std::size_t u = 0; u < unwinds_; ++u)
      if (!sound(function.unwinds[u], function, u)) return false;
    return std::ranges::all_of(function.blocks, [&](const BlockFact& block) { return sound(block); });
  }
  bool sound(const ClassFact& c) const {
    return entity(c.entity) && entities(c.bases) && entities(c.methods) && entities(c.fields) &&
           std::ranges::all_of(c.sections, [&](const SectionFact& section) { return entities(section.methods); });
  }
  bool sound(const InstanceFact& i) const { return entity(i.entity) && entities(i.arguments); }

 private:
  bool entity(std::uint32_t e) const { return e < entities_; }
  bool maybe_entity(std::uint32_t e) const { return e == kNone || e < entities_; }
  bool entities(const std::vector<std::uint32_t>& list) const {
    return std::ranges::all_of(list, [&](std::uint32_t e) { return entity(e); });
  }
  bool value(const ValueFact& v, std::size_t before) const {
    const bool needs_path = v.kind >= ValueKind::path;
    return v.kind <= ValueKind::moved && (needs_path ? v.path < before : v.path == kNone);
  }
  bool arguments(const std::vector<ArgumentFact>& list, std::size_t before) const {
    return std::ranges::all_of(list, [&](const ArgumentFact& a) { return maybe_entity(a.field) && value(a.value, before); });
  }
  bool sound(const PathFact& p, std::size_t at) const {
    return p.kind <= PathKind::call && (p.base == kNone || p.base < at) && maybe_entity(p.entity) && arguments(p.arguments, at);
  }
  bool sound(const UnwindFact& u, const FunctionFact& function, std::size_t at) const {
    if (u.kind > UnwindKind::handling || (u.parent != kNone && u.parent >= at)) return false;
    if (u.kind == UnwindKind::destroy) return u.path < paths_ && maybe_entity(u.callee);
    if (u.kind == UnwindKind::handling) return u.of < at && u.handler < function.unwinds[u.of].handlers.size();
    return std::ranges::all_of(
        u.handlers, [&](const HandlerFact& h) { return maybe_entity(h.type) && (h.block == kNone || h.block < blocks_); });
  }
  bool sound(const OperationFact& o) const {
    return o.kind <= OperationKind::unknown && (o.path == kNone || o.path < paths_) && value(o.value, paths_) &&
           maybe_entity(o.callee) && arguments(o.arguments, paths_) && entities(o.types) &&
           (o.unwind == kNone || o.unwind < unwinds_);
  }
  bool sound(const BlockFact& b) const {
    const auto wanted = b.end == BlockEnd::jump ? 1U : b.end == BlockEnd::branch ? 2U : 0U;
    if (b.end > BlockEnd::stop || b.condition.kind > ConditionKind::other) return false;
    if (b.end == BlockEnd::choose ? b.cases.size() != b.successors.size() : b.successors.size() != wanted) return false;
    return std::ranges::all_of(b.operations, [&](const OperationFact& o) { return sound(o); }) &&
           std::ranges::all_of(b.successors, [&](std::uint32_t s) { return s < blocks_; }) &&
           std::ranges::all_of(b.cases, [&](const ValueFact& v) { return value(v, paths_); }) &&
           (b.condition.path == kNone || b.condition.path < paths_) && value(b.condition.value, paths_);
  }

  std::size_t entities_;
  std::size_t paths_ = 0, unwinds_ = 0, blocks_ = 0;
};

}  // namespace

bool is_sound(const FileFunctions& file) {
  Soundness rules(file);
  return std::ranges::all_of(file.entities, [](const EntityFact& e) { return e.kind <= EntityKind::unresolved; }) &&
         std::ranges::all_of(file.functions, [&](const FunctionFact& f) { return rules.sound(f); }) &&
         std::ranges::all_of(file.classes, [&](const ClassFact& c) { return rules.sound(c); }) &&
         std::ranges::all_of(file.instances, [&](const InstanceFact& i) { return rules.sound(i); });
}

std::string encode_functions(const FileFunctions& functions) {
  std::string out;
  FieldWriter(out).field(functions);
  return out;
}

bool decode_functions(std::string_view in, FileFunctions& functions) {
  FieldReader bytes(in);
  bytes.field(functions);
  return bytes.complete() && is_sound(functions);
}

}  // namespace unknot
