// States of slots: one outcome of several is known by its place in a sorted list.
#include "graph/slots.h"

#include <algorithm>

namespace unknot {

namespace {

constexpr std::string_view kMore = "+more", kLess = "-more";

bool is_anything(const Outcomes& outcomes) { return outcomes.size() == 1 && outcomes[0].kind == Outcome::Kind::anything; }

/// What was too much once stays so, or the states would never settle.
bool adds_nothing(const Outcomes& into, const Outcomes& from) {
  return is_anything(into) || (!is_anything(from) && std::ranges::includes(into, from));
}

}  // namespace

int counted(const Outcome& outcome) {
  if (outcome.kind != Outcome::Kind::other || outcome.text.empty() || outcome.text == kMore || outcome.text == kLess) return 0;
  return outcome.text[0] == '+' || outcome.text[0] == '-' ? std::stoi(outcome.text) : 0;
}

Outcome counted_on(const Outcome& before, int by, const Slot& slot) {
  constexpr int kMost = 4;
  if (by == 0 || (by > 0 && before.text == kMore) || (by < 0 && before.text == kLess)) return by == 0 ? Outcome{} : before;
  const int old = counted(before);
  const int now = old + by;
  if (old == 0 && before.kind != Outcome::Kind::entry) return {};
  if (now > kMost || now < -kMost) return {.text = std::string(now > 0 ? kMore : kLess)};
  if (now == 0) return {.kind = Outcome::Kind::entry, .slot = slot};
  return {.text = (now > 0 ? "+" : "") + std::to_string(now)};
}

bool merge(Outcomes& into, const Outcomes& from) {
  constexpr std::size_t kMost = 24;
  if (adds_nothing(into, from)) return false;
  Outcomes out;
  if (!is_anything(from)) {
    out.reserve(into.size() + from.size());
    std::ranges::set_union(into, from, std::back_inserter(out));
  }
  const bool has_anything = std::ranges::any_of(out, [](const Outcome& outcome) { return outcome.kind == Outcome::Kind::anything; });
  if (out.empty() || out.size() > kMost || has_anything) out = {Outcome{.kind = Outcome::Kind::anything}};
  into = std::move(out);
  return true;
}

std::vector<std::string_view> Slot::steps() const {
  std::vector<std::string_view> out;
  for (std::size_t at = text().find(kSeparator); at != std::string_view::npos;) {
    const std::size_t end = text().find(kSeparator, at + 1);
    out.push_back(text().substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
    at = end;
  }
  return out;
}

std::size_t Slot::depth() const { return static_cast<std::size_t>(std::ranges::count(text(), kSeparator)); }

Slot Slot::with(std::string_view step) const {
  std::string made;
  made.reserve(text().size() + 1 + step.size());
  made += text();
  made += kSeparator;
  made += step;
  return Slot(std::move(made));
}

const SlotState::Entry* SlotState::known(std::string_view text) const {
  const auto at = std::ranges::lower_bound(slots_, text, {}, [](const Entry& entry) { return entry.slot.text(); });
  return at != slots_.end() && at->slot.text() == text ? &*at : nullptr;
}

const Outcomes* SlotState::find(const Slot& slot) const {
  const Entry* entry = known(slot.text());
  return entry == nullptr ? nullptr : entry->held.get();
}

Outcomes SlotState::read(const Slot& slot) const {
  if (const Outcomes* known = find(slot)) return *known;
  return {unwritten(slot)};
}

Outcome SlotState::unwritten(const Slot& slot) const {
  // Of a whole that was made anew the parts are not what they were.
  for (std::string_view part = slot.text(), whole = Slot::base_of(part); whole != part; part = whole, whole = Slot::base_of(part)) {
    if (part.substr(whole.size() + 1) == "*") break;  // what it points to is a place of its own
    if (known(whole) != nullptr) return {};
  }
  return {.kind = Outcome::Kind::entry, .slot = slot};
}

void SlotState::put(const Slot& slot, Outcomes outcomes) {
  auto held = std::make_shared<const Outcomes>(std::move(outcomes));
  const auto at = std::ranges::lower_bound(slots_, slot, {}, &Entry::slot);
  if (at != slots_.end() && at->slot == slot) at->held = std::move(held);
  else slots_.insert(at, {slot, std::move(held)});
}

void SlotState::write(const Slot& slot, Outcomes outcomes) {
  // What is known of its parts is forgotten: they come right behind it.
  const auto first = std::ranges::upper_bound(slots_, slot, {}, &Entry::slot);
  auto last = first;
  while (last != slots_.end() && last->slot.is_within(slot)) ++last;
  slots_.erase(first, last);
  put(slot, std::move(outcomes));
}

void SlotState::write_maybe(const Slot& slot, const Outcomes& outcomes) {
  Outcomes both = read(slot);
  merge(both, outcomes);
  put(slot, std::move(both));
}

bool SlotState::join(const SlotState& other) {
  // Mostly nothing is new: then nothing is made.
  bool grew = false;
  std::vector<Entry> out;
  std::size_t done = 0;  // of mine, before anything grew
  const auto put = [&](const Slot& slot, std::shared_ptr<const Outcomes> held, bool fresh) {
    if (fresh && !grew) {
      grew = true;
      out.reserve(slots_.size() + other.slots_.size());
      out.assign(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(done));
    }
    if (grew) out.push_back({slot, std::move(held)});
  };
  const auto both = [&](const Entry& mine, const Outcomes& its) {
    if (adds_nothing(*mine.held, its)) return put(mine.slot, mine.held, false);
    Outcomes made = *mine.held;
    merge(made, its);
    put(mine.slot, std::make_shared<const Outcomes>(std::move(made)), true);
  };
  auto its = other.slots_.begin();
  while (done < slots_.size() || its != other.slots_.end()) {
    const auto order = done == slots_.size() ? std::strong_ordering::greater : its == other.slots_.end() ? std::strong_ordering::less : slots_[done].slot <=> its->slot;
    if (order > 0) {
      Outcomes made{unwritten(its->slot)};
      merge(made, *its->held);
      put(its->slot, std::make_shared<const Outcomes>(std::move(made)), true);
      ++its;
      continue;
    }
    const Entry& mine = slots_[done];
    if (order < 0) {
      Outcome its_own = other.unwritten(mine.slot);
      if (is_anything(*mine.held) || std::ranges::binary_search(*mine.held, its_own)) put(mine.slot, mine.held, false);
      else both(mine, {std::move(its_own)});
    } else if (mine.held == its->held) {
      put(mine.slot, mine.held, false);
    } else {
      both(mine, *its->held);
    }
    ++done;
    if (order == 0) ++its;
  }
  if (grew) slots_ = std::move(out);
  return grew;
}

bool holds_nothing(ValueKind kind) {
  return kind == ValueKind::null || kind == ValueKind::zero || kind == ValueKind::no || kind == ValueKind::initial || kind == ValueKind::empty;
}

}  // namespace unknot
