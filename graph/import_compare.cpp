// Comparisons that are known before the program runs: versions, names, constants.
#include "graph/import_machine.h"

namespace unknot::imports {

Value Simulator::Machine::compare(Value a, Value b, Compare op) const {
  const auto said = [](bool yes) { return Value{yes ? ValueKind::yes : ValueKind::no, 0}; };
  const auto is_version = [&](Value v, std::string_view what) { return v.kind == ValueKind::external && names_.text(v.id) == what; };
  // Versions from the oldest one on: true where all of them agree.
  const auto versions = [&](std::uint32_t oldest, std::uint32_t bound, bool or_equal) -> Value {
    // Is it certain that every version is at or above the bound?
    switch (op) {
      case Compare::greater_equal: return oldest >= bound ? said(true) : Value{};
      case Compare::greater: return oldest > bound || (or_equal && oldest >= bound) ? said(true) : Value{};
      case Compare::less: return oldest >= bound ? said(false) : Value{};
      case Compare::less_equal: return oldest > bound ? said(false) : Value{};
      case Compare::equal: return oldest > bound ? said(false) : Value{};
      case Compare::not_equal: return oldest > bound ? said(true) : Value{};
      default: return {};
    }
  };
  if (is_version(a, "sys.version_info") && is_tuple(b)) {
    const auto& parts = tuples_[b.id];
    if (parts.empty() || parts.front().kind != ValueKind::integer) return {};
    const std::uint32_t minor = parts.size() > 1 && parts[1].kind == ValueKind::integer ? parts[1].id : 0;
    return versions(world_.oldest.major * 100 + world_.oldest.minor, parts.front().id * 100 + minor, true);
  }
  if ((is_version(a, "sys.version_info[0]") || is_version(a, "sys.version_info.major")) && b.kind == ValueKind::integer) {
    switch (op) {
      case Compare::equal: return said(b.id == 3);
      case Compare::not_equal: return said(b.id != 3);
      case Compare::less: return said(3 < b.id);
      case Compare::less_equal: return said(3 <= b.id);
      case Compare::greater: return said(3 > b.id);
      case Compare::greater_equal: return said(3 >= b.id);
      default: return {};
    }
  }
  const auto is_plain = [](Value v) {
    return v.kind == ValueKind::none || v.kind == ValueKind::yes || v.kind == ValueKind::no || v.kind == ValueKind::integer || v.kind == ValueKind::text;
  };
  const auto is_object = [](Value v) { return v.kind == ValueKind::module || v.kind == ValueKind::function || v.kind == ValueKind::klass; };
  if (op == Compare::equal || op == Compare::is || op == Compare::not_equal || op == Compare::is_not) {
    const bool positive = op == Compare::equal || op == Compare::is;
    if (is_plain(a) && is_plain(b)) {
      const bool mixed = (a.kind == ValueKind::integer) != (b.kind == ValueKind::integer);
      return mixed && (a.kind == ValueKind::yes || a.kind == ValueKind::no || b.kind == ValueKind::yes || b.kind == ValueKind::no) ? Value{} : said((a == b) == positive);
    }
    if ((is_object(a) && b.kind == ValueKind::none) || (is_object(b) && a.kind == ValueKind::none)) return said(!positive);
    return {};
  }
  if (a.kind == ValueKind::integer && b.kind == ValueKind::integer) {
    switch (op) {
      case Compare::less: return said(a.id < b.id);
      case Compare::less_equal: return said(a.id <= b.id);
      case Compare::greater: return said(a.id > b.id);
      case Compare::greater_equal: return said(a.id >= b.id);
      default: return {};
    }
  }
  if ((op == Compare::in || op == Compare::not_in) && is_tuple(b) && a.kind == ValueKind::text) {
    bool sure = true;
    for (const Value& one : tuples_[b.id]) {
      if (one == a) return said(op == Compare::in);
      sure = sure && is_plain(one);
    }
    if (sure) return said(op == Compare::not_in);
  }
  return {};
}

}  // namespace unknot::imports
