// A scan of operations: no state is followed, whatever may make a place another one takes it out.
#include "graph/assumptions.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "graph/place_reader.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

class Scan {
 public:
  Scan(const FileFunctions& file, const FunctionFact& function) : file_(file), f_(function), reader_(Definition{&file, &function}) {}

  std::vector<Slot> looked_at() {
    std::vector<Slot> out;
    for (const auto& block : f_.blocks) {
      if (block.end != BlockEnd::branch && block.end != BlockEnd::choose) continue;
      add_chain(block.condition.path, out);
      add_chain(block.condition.value.path, out);
    }
    sort_unique(out);
    return out;
  }

  std::vector<Slot> deciding(std::uint32_t line, std::uint32_t column) {
    std::vector<Slot> out;
    std::set<std::uint32_t> wanted;
    for (std::uint32_t b = 0; b < f_.blocks.size(); ++b)
      for (const auto& operation : f_.blocks[b].operations)
        if (operation.line == line && operation.column == column) wanted.insert(b);
    for (const auto& block : f_.blocks) {
      if (block.end != BlockEnd::branch && block.end != BlockEnd::choose) continue;
      const auto leads = [&](std::uint32_t next) { return std::ranges::any_of(reached(next), [&](std::uint32_t at) { return wanted.contains(at); }); };
      if (std::ranges::none_of(block.successors, leads) || std::ranges::all_of(block.successors, leads)) continue;
      add_chain(block.condition.path, out);
      add_chain(block.condition.value.path, out);
    }
    sort_unique(out);
    return out;
  }

  std::vector<Assumption> run() {
    looked_at_ = looked_at();
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations)
        if (writes(operation)) written_.emplace_back(slot_of(operation.path), std::pair(operation.line, operation.column));
    for (std::uint32_t b = 0; b < f_.blocks.size(); ++b) {
      if (!is_on_every_way(b)) continue;
      for (const auto& operation : f_.blocks[b].operations) note(operation);
    }
    std::ranges::sort(out_, {}, [](const Assumption& a) { return std::tuple(a.line, a.column, a.kind, a.slot); });
    std::set<std::pair<Assumption::Kind, Slot>> seen;
    std::erase_if(out_, [&](const Assumption& a) { return !seen.emplace(a.kind, a.slot).second; });
    return std::move(out_);
  }

 private:
  static bool writes(const OperationFact& o) {
    return o.path != kNone && (o.kind == OperationKind::assign || o.kind == OperationKind::construct || o.kind == OperationKind::call);
  }

  /// No slot: the place is not one, or not one that outlives the function.
  Slot slot_of(std::uint32_t path) {
    if (path == kNone) return {};
    const auto places = reader_.places(path, {});
    if (places.size() != 1 || std::string_view("~#{(@").find(places[0].root()[0]) != std::string_view::npos) return {};
    const bool is_parameter = places[0].root()[0] == '$' && places[0].root() != "$this";
    return is_parameter ? Slot{} : places[0];
  }
  static bool is_none(const Slot& slot) { return slot == Slot{}; }

  void add_chain(std::uint32_t path, std::vector<Slot>& out) {
    for (; path != kNone; path = f_.paths[path].base) {
      if (const Slot slot = slot_of(path); !is_none(slot)) out.push_back(slot);
      for (const auto& argument : f_.paths[path].arguments) add_chain(argument.value.path, out);
    }
  }

  /// Blocks on ways from this one, itself among them, that do not lead through `without`.
  std::set<std::uint32_t> reached(std::uint32_t from, std::uint32_t without = kNone) const {
    std::set<std::uint32_t> seen{from};
    std::vector<std::uint32_t> open{from};
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const auto next : f_.blocks[at].successors)
        if (next != without && seen.insert(next).second) open.push_back(next);
    }
    return seen;
  }
  /// Every way from the beginning to where the function returns leads through it.
  bool is_on_every_way(std::uint32_t block) const {
    if (block == 0) return true;
    return reached(0).contains(block) && std::ranges::none_of(reached(0, block), [&](std::uint32_t at) { return f_.blocks[at].end == BlockEnd::leave; });
  }

  void note(const OperationFact& o) {
    if (o.kind == OperationKind::update && (o.text == "--" || o.text == "-=")) add(Assumption::Kind::counts, slot_of(o.path), o);
    if (o.kind == OperationKind::remove && o.path != kNone) {
      const PathFact& path = f_.paths[o.path];
      if (path.kind == PathKind::dereference && !is_reference(path.base)) add(Assumption::Kind::deletes, slot_of(path.base), o);
      return;
    }
    if (o.kind == OperationKind::destroy) return;
    add_uses(o.path, o);
    add_uses(o.value.path, o);
    for (const auto& argument : o.arguments) add_uses(argument.value.path, o);
  }
  /// What a path goes through on its way.
  void add_uses(std::uint32_t path, const OperationFact& o) {
    for (; path != kNone; path = f_.paths[path].base) {
      const PathFact& fact = f_.paths[path];
      if (fact.kind == PathKind::lambda) return;
      if (fact.kind == PathKind::dereference && !is_reference(fact.base)) add(Assumption::Kind::points, slot_of(fact.base), o);
      for (const auto& argument : fact.arguments) add_uses(argument.value.path, o);
    }
  }
  bool is_reference(std::uint32_t path) const {
    const PathFact& fact = f_.paths[path];
    if (fact.kind == PathKind::capture) return fact.index >= f_.captures.size() || f_.captures[fact.index].name != "this";
    return fact.entity != kNone && (file_.entities[fact.entity].attributes & attribute::by_reference) != 0;
  }

  void add(Assumption::Kind kind, const Slot& slot, const OperationFact& o) {
    if (is_none(slot) || (slot.root() == "$this" && !slot.has_steps())) return;
    if (std::ranges::find(looked_at_, slot) != looked_at_.end()) return;
    const std::pair at{o.line, o.column};
    const auto is_same = [&](const auto& write) { return !is_none(write.first) && (write.first == slot || slot.is_within(write.first)); };
    const bool before = kind != Assumption::Kind::counts && std::ranges::any_of(written_, [&](const auto& write) { return is_same(write) && write.second < at; });
    const bool after = kind == Assumption::Kind::deletes && std::ranges::any_of(written_, [&](const auto& write) { return is_same(write) && at < write.second; });
    if (!before && !after) out_.push_back({.kind = kind, .slot = slot, .line = o.line, .column = o.column});
  }

  const FileFunctions& file_;
  const FunctionFact& f_;
  PlaceReader reader_;
  std::vector<Slot> looked_at_;
  std::vector<std::pair<Slot, std::pair<std::uint32_t, std::uint32_t>>> written_;
  std::vector<Assumption> out_;
};

}  // namespace

std::vector<Assumption> assumptions_of(const FileFunctions& file, const FunctionFact& function) { return Scan(file, function).run(); }

std::vector<Slot> looked_at(const FileFunctions& file, const FunctionFact& function) { return Scan(file, function).looked_at(); }

std::vector<Slot> deciding(const FileFunctions& file, const FunctionFact& function, std::uint32_t line, std::uint32_t column) {
  return Scan(file, function).deciding(line, column);
}

}  // namespace unknot
