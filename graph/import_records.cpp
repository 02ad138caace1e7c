// Loads that are kept and laid down again. A record holds where everything that its load looked at outside of itself is as it was;
// what it looked at inside came with it. So the outcome is the one of a run, whichever entries came before.
#include <algorithm>
#include <utility>

#include "graph/import_machine.h"

namespace unknot::imports {

Namespace& Simulator::Machine::new_namespace(std::uint32_t module) {
  Namespace& out = namespaces_.emplace_back();
  out.certain_at = maybe_, out.born = ++clock_, out.module = module;
  return out;
}

Namespace& Simulator::Machine::names_of(std::uint32_t module) {
  Running& running = running_[module];
  if (running.names == nullptr) {
    running.names = &new_namespace(module);
    touched_.push_back(module);
  }
  return *running.names;
}

bool Simulator::Machine::is_outside(std::uint64_t since) const { return !open_.empty() && since <= open_.back().start; }

std::uint64_t Simulator::Machine::since(const Namespace& names) const { return names.module == kNone ? names.born : running_[names.module].since; }

void Simulator::Machine::note(Note note) {
  // What __main__ is differs by entry.
  if (note.module == main_) spoil_all();
  else notes_.push_back(note);
}

void Simulator::Machine::spoil_all() {
  for (auto& record : open_) record.spoiled = true;
}

void Simulator::Machine::note_state(std::uint32_t module, NoteKind kind) {
  if (is_outside(running_[module].since)) note({.kind = kind, .module = module, .since = running_[module].since});
}

bool Simulator::Machine::is_absent(std::uint32_t module) {
  const bool yes = running_[module].state == State::absent;
  note_state(module, yes ? NoteKind::absent : NoteKind::present);
  return yes;
}

bool Simulator::Machine::is_partial(std::uint32_t module) {
  const bool yes = running_[module].state == State::partial;
  note_state(module, yes ? NoteKind::partial : NoteKind::finished);
  return yes;
}

bool Simulator::Machine::is_dynamic(std::uint32_t module) {
  const Running& running = running_[module];
  if (is_outside(running.since)) note({.kind = NoteKind::hidden, .there = running.dynamic, .module = module, .since = running.since});
  return running.dynamic;
}

void Simulator::Machine::set_dynamic(std::uint32_t module) {
  Running& running = running_[module];
  running.dynamic = true;
  if (is_outside(running.since)) note({.kind = NoteKind::set_hidden, .module = module, .since = running.since});
}

Slot* Simulator::Machine::find(Namespace& names, std::uint32_t name) {
  Slot* slot = names.find(name);
  if (const std::uint64_t born = since(names); is_outside(born))
    note({.kind = NoteKind::name, .there = slot != nullptr, .module = names.module, .name = name, .names = &names, .since = born, .slot = slot != nullptr ? *slot : Slot{}});
  return slot;
}

/// The names as they may be changed now, once the change is noted.
Namespace& Simulator::Machine::changing(Namespace& names, std::uint32_t name, const Slot* slot) {
  const std::uint64_t born = since(names);
  const Note change{.kind = NoteKind::set_name, .there = slot != nullptr, .module = names.module, .name = name, .names = &names, .since = born, .slot = slot != nullptr ? *slot : Slot{}};
  if (names.module == kNone) {
    // Kept records count on it as it was at its end: it is put back with the entry's end.
    if (names.finished || is_outside(born)) {
      const Slot* before = names.find(name);
      undo_.push_back({.kind = NoteKind::set_name, .there = before != nullptr, .name = name, .names = &names, .slot = before != nullptr ? *before : Slot{}});
      if (!open_.empty()) note(change);
    }
    return names;
  }
  if (is_outside(born)) note(change);
  Running& running = running_[names.module];
  Namespace& now = running.names != nullptr ? *running.names : names;
  if (!now.shared) return now;
  Namespace& own = namespaces_.emplace_back(now);
  own.shared = false;
  running.names = &own;
  return own;
}

void Simulator::Machine::store(Namespace& names, std::uint32_t name, Slot slot) { changing(names, name, &slot).set(name, slot); }
void Simulator::Machine::drop(Namespace& names, std::uint32_t name) { changing(names, name, nullptr).erase(name); }

/// All names, for `import *`.
const Namespace& Simulator::Machine::whole(std::uint32_t module) {
  Namespace& names = names_of(module);
  const Running& running = running_[module];
  if (!is_outside(running.since)) return names;
  if (running.state == State::partial) spoil_all();
  else names.shared = true, note({.kind = NoteKind::whole, .module = module, .names = &names, .since = running.since});
  return names;
}

bool Simulator::Machine::holds(const Note& note) {
  const auto same = [&](const Slot* slot) {
    return note.there ? slot != nullptr && slot->value == note.slot.value && slot->maybe == note.slot.maybe : slot == nullptr;
  };
  if (note.module == kNone) return same(note.names->find(note.name));
  const Running& running = running_[note.module];
  switch (note.kind) {
    case NoteKind::absent: return running.state == State::absent;
    case NoteKind::present: return running.state != State::absent;
    case NoteKind::partial: return running.state == State::partial;
    case NoteKind::finished: return running.state != State::partial;
    case NoteKind::hidden: return running.dynamic == note.there;
    case NoteKind::whole: return running.names == note.names;
    case NoteKind::name: return same(running.names == nullptr ? nullptr : running.names->find(note.name));
    case NoteKind::set_hidden: case NoteKind::set_name: break;
  }
  return false;
}

const Record* Simulator::Machine::find_record(std::uint32_t module) {
  if (in_context_) return nullptr;
  for (Record& record : records_[module]) {
    if (record.maybe != maybe_ || record.guarded != is_guarded() || depth_ + record.depth > kMostNested || steps_ + record.steps > kMostSteps) continue;
    const auto wrong = std::ranges::find_if(record.circumstances, [&](const Note& note) { return !holds(note); });
    if (wrong == record.circumstances.end()) return &record;
    // What told it apart this time may do so the next time: it is asked first.
    std::iter_swap(wrong, record.circumstances.begin());
  }
  return nullptr;
}

void Simulator::Machine::open_record() {
  open_.push_back({.start = ++clock_, .notes = notes_.size(), .touched = touched_.size(), .active = active_.size(), .handled = handled_.size(), .stack = stack_.size(),
                   .steps = steps_, .swallowed = swallowed_, .depth = depth_, .deepest = deepest_, .uncertain = uncertain_, .uncertain_failure = std::move(uncertain_failure_)});
  deepest_ = depth_;
  uncertain_ = false;
}

void Simulator::Machine::close_record(std::uint32_t module, Flow flow) {
  OpenRecord open = std::move(open_.back());
  open_.pop_back();
  Record record;
  record.maybe = maybe_, record.guarded = is_guarded(), record.raised = flow == Flow::raised, record.uncertain = uncertain_;
  compress(open, record);
  record.depth = deepest_ - open.depth;
  deepest_ = std::max(deepest_, open.deepest);
  constexpr std::size_t kMostRecords = 200;
  constexpr std::uint64_t kFewSteps = 24;
  const bool kept = !open.spoiled && !in_context_ && !fatal_ && steps_ - open.steps >= kFewSteps && records_[module].size() < kMostRecords && !is_full();
  if (kept) {
    take_loaded(open, record);
    record.steps = steps_ - open.steps, record.swallowed = swallowed_ - open.swallowed;
    const auto own_chain = [&](Failure failure) {
      failure.chain.erase(failure.chain.begin(), failure.chain.begin() + static_cast<std::ptrdiff_t>(std::min(open.stack, failure.chain.size())));
      return failure;
    };
    if (record.raised) record.failure = own_chain(failure_), record.raised_class = raised_class_;
    if (record.uncertain) record.uncertain_failure = own_chain(uncertain_failure_);
    records_[module].push_back(std::move(record));
    keeps_ = true;
  }
  if (open.uncertain) uncertain_ = true, uncertain_failure_ = std::move(open.uncertain_failure);
}

/// The notes of a load as far as they speak of what was there before, each once. They stay as notes of the loads around it.
void Simulator::Machine::compress(const OpenRecord& open, Record& record) {
  seen_.clear();
  const auto owner = [](const Note& note) { return note.module == kNone ? reinterpret_cast<std::uintptr_t>(note.names) : std::uint64_t{note.module} << 4U; };
  const auto first = [&](const Note& note, NoteKind kind) { return seen_.insert(owner(note) * 16 + static_cast<std::uint64_t>(kind), note.name); };
  const auto is_change = [](const Note& note) { return note.kind == NoteKind::set_name || note.kind == NoteKind::set_hidden; };
  const auto notes = std::span(notes_).subspan(open.notes);
  for (const Note& note : notes) {
    const bool late = note.module == kNone && note.kind == NoteKind::set_name;
    if (!late && note.since > open.start) continue;
    // What it has changed itself it may read as it likes.
    const NoteKind kind = note.kind == NoteKind::set_name ? NoteKind::name : note.kind == NoteKind::set_hidden ? NoteKind::hidden : note.kind;
    if (first(note, kind) && !is_change(note)) record.circumstances.push_back(note);
  }
  seen_.clear();
  for (std::size_t i = notes.size(); i-- > 0;) {
    const Note& note = notes[i];
    if (!is_change(note) || (note.module != kNone && note.since > open.start)) continue;
    if (first(note, note.kind)) record.changes.push_back(note);
  }
  notes_.resize(open.notes);
  notes_.insert(notes_.end(), record.circumstances.begin(), record.circumstances.end());
  notes_.insert(notes_.end(), record.changes.begin(), record.changes.end());
}

void Simulator::Machine::take_loaded(const OpenRecord& open, Record& record) {
  seen_.clear();
  for (std::size_t i = open.touched; i < touched_.size(); ++i) {
    const std::uint32_t module = touched_[i];
    if (!seen_.insert(module, 0)) continue;
    const Running& running = running_[module];
    if (running.names != nullptr) running.names->shared = true;
    record.loaded.push_back({module, running.state, running.dynamic, running.names});
  }
}

Flow Simulator::Machine::lay_down(const Record& record) {
  if (!open_.empty()) {
    for (const auto* notes : {&record.circumstances, &record.changes})
      for (Note note : *notes) {
        if (note.module != kNone) note.since = running_[note.module].since;
        const bool late = note.module == kNone && note.kind == NoteKind::set_name;
        if (late || is_outside(note.since)) notes_.push_back(note);
      }
  }
  for (const auto& one : record.loaded) {
    touched_.push_back(one.module);
    running_[one.module] = {.state = one.state, .dynamic = one.hidden, .since = ++clock_, .names = one.names};
  }
  for (const Note& change : record.changes) {
    if (change.kind == NoteKind::set_hidden) running_[change.module].dynamic = true;
    else lay_down(change);
  }
  steps_ += record.steps, swallowed_ += record.swallowed;
  deepest_ = std::max(deepest_, depth_ + record.depth);
  const auto whole_chain = [&](const Failure& failure) {
    Failure out = failure;
    out.chain.insert(out.chain.begin(), stack_.begin(), stack_.end());
    return out;
  };
  if (record.uncertain && !uncertain_) uncertain_ = true, uncertain_failure_ = whole_chain(record.uncertain_failure);
  if (!record.raised) return Flow::normal;
  failed_ = true;
  failure_ = whole_chain(record.failure);
  raised_class_ = record.raised_class;
  return Flow::raised;
}

/// One change, which is noted already.
void Simulator::Machine::lay_down(const Note& change) {
  std::vector<OpenRecord> open;
  open.swap(open_);
  Namespace& names = change.module == kNone ? *change.names : names_of(change.module);
  if (change.there) store(names, change.name, change.slot);
  else drop(names, change.name);
  open.swap(open_);
}

/// Everything that was made since the last kept record goes with the entry that made it.
void Simulator::Machine::forget() {
  for (std::size_t i = undo_.size(); i-- > 0;) {
    if (undo_[i].there) undo_[i].names->set(undo_[i].name, undo_[i].slot);
    else undo_[i].names->erase(undo_[i].name);
  }
  undo_.clear(), notes_.clear(), open_.clear();
  if (!keeps_) {
    frames_.resize(marks_.frames), namespaces_.resize(marks_.namespaces), functions_.resize(marks_.functions), methods_.resize(marks_.methods);
    classes_.resize(marks_.classes), tuples_.resize(marks_.tuples), suppressing_.resize(marks_.suppressing), lazies_.resize(marks_.lazies);
  }
  marks_ = {frames_.size(), namespaces_.size(), functions_.size(), methods_.size(), classes_.size(), tuples_.size(), suppressing_.size(), lazies_.size()};
  keeps_ = false;
}

bool Simulator::Machine::is_full() const {
  constexpr std::size_t kMostObjects = 16'000'000;
  return frames_.size() + namespaces_.size() + functions_.size() + classes_.size() + tuples_.size() > kMostObjects;
}

}  // namespace unknot::imports
