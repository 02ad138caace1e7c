// The rules of blame, one after the other.
#include "analyzer/entering/blame.h"

#include <algorithm>
#include <set>

namespace unknot {
namespace {

class Blame {
 public:
  Blame(const Program& program, const std::vector<UnitId>& tangle, const std::vector<AskedHeader>& asked, const UnitOfPath& unit_of)
      : program_(program), tangle_(tangle), asked_(asked), unit_of_(unit_of) {
    for (const auto& d : program.dependencies)
      if (d.entered == Entered::yes && d.from != d.to && d.in == kOwnText && is_in(d.from) && is_in(d.to)) edges_.push_back(&d);
  }

  std::vector<Entry> run() {
    std::vector<Entry> out;
    for (const auto& asked : asked_) {
      Entry entry = plain_entry(asked, unit_of_);
      if (const EnterFault* fault = first_fault(*asked.reply)) entry.late = late_name(asked, *fault);
      out.push_back(std::move(entry));
    }
    return out;
  }

 private:
  bool is_in(UnitId unit) const { return std::ranges::binary_search(tangle_, unit); }

  UnitPlace place(const EnterReply& reply, const TextPlace& at) const { return {unit_of_(reply.paths[at.path]), at.line, at.column}; }

  static bool has_fault(const EnterReply& reply, const std::string& path, const TextPlace& at) {
    return std::ranges::any_of(reply.fault_places, [&](const TextPlace& place) {
      return place.line == at.line && place.column == at.column && reply.paths[place.path] == path;
    });
  }

  /// The first that is the project's own: an error in a foreign header that every entry meets is one of our parser.
  const EnterFault* first_fault(const EnterReply& reply) const {
    for (const auto& fault : reply.faults) {
      const std::string& path = reply.paths[fault.at.path];
      const bool foreign = unit_of_(path) == kOwnText;
      const auto meets = [&](const AskedHeader& other) { return has_fault(*other.reply, path, fault.at); };
      if (!foreign || !std::ranges::all_of(asked_, meets)) return &fault;
    }
    return nullptr;
  }

  std::optional<LateName> late_name(const AskedHeader& asked, const EnterFault& fault) const {
    const EnterReply& reply = *asked.reply;
    if (!fault.late || fault.guard.line == 0) return std::nullopt;
    LateName out{.name = fault.name, .stack = {}, .left = fault.left, .needed = place(reply, fault.at), .declared = place(reply, fault.declared),
                 .guard = place(reply, fault.guard), .guarded = unit_of_(reply.paths[fault.guarded]), .works = {}, .units = {}, .headers = {}, .installed = {},
                 .forward = fault.forward};
    for (const auto& at : fault.stack) out.stack.push_back(place(reply, at));
    // A part without a guard is text of the file that includes it. A header of its own has to say itself what it needs.
    auto needs = out.needed;
    std::size_t depth = out.stack.size();
    while (!is_in(needs.unit)) {
      if (needs.unit == kOwnText || program_.unit(needs.unit).once || depth <= out.left + 1) return std::nullopt;
      needs = out.stack[--depth];
    }
    const UnitId late = out.stack[out.left].unit;
    if (!is_in(late) || needs.unit == late || out.declared.unit != late || !is_in(out.guarded) || out.guard.unit == kOwnText) return std::nullopt;
    if (!asks_for(needs, late)) return std::nullopt;
    const std::string& path = reply.paths[fault.at.path];
    for (const auto& other : asked_) {
      if (other.header == asked.header || !other.reply->ok || other.reply->cut_short) continue;
      const bool entered = std::ranges::any_of(other.reply->entered, [&](std::uint32_t p) { return unit_of_(other.reply->paths[p]) == out.needed.unit; });
      const bool fails = std::ranges::any_of(other.reply->fault_places, [&](const TextPlace& at) { return place(*other.reply, at) == out.needed; });
      if (entered && !fails && !has_fault(*other.reply, path, fault.at)) out.works.push_back(other.header);
    }
    if (out.works.empty()) return std::nullopt;
    return out;
  }

  /// Does the text before a place include something that leads to `wanted`, on a way that does not go through the text's own
  /// file? Else it relies on whoever includes it, and no cycle is to blame.
  bool asks_for(const UnitPlace& needs, UnitId wanted) const {
    std::set<UnitId> seen{needs.unit};
    std::vector<UnitId> queue;
    const auto reach = [&](UnitId unit) {
      if (seen.insert(unit).second) queue.push_back(unit);
    };
    for (const auto* d : edges_)
      if (d->from == needs.unit && d->line <= needs.line) reach(d->to);
    for (std::size_t q = 0; q < queue.size(); ++q) {
      if (queue[q] == wanted) return true;
      for (const auto* d : edges_)
        if (d->from == queue[q]) reach(d->to);
    }
    return false;
  }

  const Program& program_;
  const std::vector<UnitId>& tangle_;
  const std::vector<AskedHeader>& asked_;
  const UnitOfPath& unit_of_;
  std::vector<const Dependency*> edges_;
};

}  // namespace

Entry plain_entry(const AskedHeader& asked, const UnitOfPath& unit_of) {
  Entry out{.header = asked.header, .error = {}, .on_purpose = false, .way = {}, .at = {}, .late = {}};
  if (asked.reply->faults.empty()) return out;
  const EnterFault& first = asked.reply->faults.front();
  out.error = first.message;
  out.on_purpose = first.on_purpose;
  const auto place = [&](const TextPlace& at) { return UnitPlace{unit_of(asked.reply->paths[at.path]), at.line, at.column}; };
  for (const auto& at : first.stack) {
    if (place(at).unit == kOwnText) return out;
    out.way.push_back(place(at));
  }
  if (const auto at = place(first.at); at.unit != kOwnText) out.at = at;
  return out;
}

std::vector<Entry> entries_of_tangle(const Program& program, const std::vector<UnitId>& tangle, const std::vector<AskedHeader>& asked,
                                     const UnitOfPath& unit_of) {
  return Blame(program, tangle, asked, unit_of).run();
}

}  // namespace unknot
