// Places in memory as values that can be compared across functions, and what can stand in them. It knows no language.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/function_facts.h"

namespace unknot {

/// A place as one function sees it. Its root is a variable's USR, or says where in the function it begins: "$this", "$0" (a
/// parameter), "^0" (a capture), "~0" (a local), "#0" (a temporary), "@return", or a call whose result nothing is known of.
/// Behind it come steps: ".USR" of a member, "*" for what a pointer or reference stands for, "[key]". A copy is cheap: states
/// are copied at every turn.
class Slot {
 public:
  Slot() = default;
  explicit Slot(std::string root) : text_(std::make_shared<const std::string>(std::move(root))) {}

  std::string_view root() const { return text().substr(0, text().find(kSeparator)); }
  bool has_steps() const { return text().find(kSeparator) != std::string_view::npos; }
  std::vector<std::string_view> steps() const;
  std::size_t depth() const;
  /// The last step; the slot has one.
  std::string_view last() const { return text().substr(text().rfind(kSeparator) + 1); }
  /// Without the last step.
  Slot base() const { return Slot(std::string(base_of(text()))); }
  Slot with(std::string_view step) const;
  /// Is it a part of the other, by one step or more?
  bool is_within(const Slot& whole) const {
    return text().size() > whole.text().size() && text()[whole.text().size()] == kSeparator && text().starts_with(whole.text());
  }

  friend bool operator==(const Slot& a, const Slot& b) { return a.text_ == b.text_ || a.text() == b.text(); }
  friend auto operator<=>(const Slot& a, const Slot& b) {
    return a.text_ == b.text_ ? std::strong_ordering::equal : a.text() <=> b.text();
  }

  /// Root and steps; equal slots have equal texts, and no others.
  std::string_view text() const { return text_ ? std::string_view(*text_) : std::string_view(); }
  /// The text of the slot without its last step; without one, as it is.
  static std::string_view base_of(std::string_view text) { return text.substr(0, text.rfind(kSeparator)); }

 private:
  /// Before all that names are made of, so that a whole comes right before its parts.
  static constexpr char kSeparator = '\1';

  std::shared_ptr<const std::string> text_;
};

/// A value that is as good as none: null, zero, false, empty, as new.
bool holds_nothing(ValueKind kind);

/// One of the things that may stand in a slot.
struct Outcome {
  enum class Kind : std::uint8_t {
    entry,     ///< what stood in `slot` when the function began: in the slot itself, nothing has changed or it is restored
    constant,  ///< value and text
    location,  ///< a pointer to `slot`
    alias,     ///< of what a call gives: `slot` itself, by reference
    other,     ///< something else
    anything,  ///< too many to follow: any of these
  };
  Kind kind = Kind::other;
  ValueKind value = ValueKind::other;
  std::string text{};
  Slot slot{};
  /// The operation that put it there, where somebody asked for it: the file's place among those given, counted from 1.
  std::uint32_t file = 0, line = 0, column = 0;
  std::uint32_t call_line = 0, call_column = 0;  ///< likewise: of the function's own call that led there; 0: it did so itself
  bool first = false;  ///< likewise: it was put there where nothing was
  bool uncertain = false;  ///< likewise: by a call that may also leave the slot as it was
  bool over = false;   ///< likewise: over something that the function itself had put there
  friend auto operator<=>(const Outcome&, const Outcome&) = default;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Sorted, each once.
using Outcomes = std::vector<Outcome>;

/// Adds what is not there yet; many are too many to follow, and become one: anything. True: it grew.
bool merge(Outcomes& into, const Outcomes& from);
/// How many more than at the start an outcome "+2" or "-1" stands for; 0: it is no such, or "+more" or "-more".
int counted(const Outcome&);
/// So many more (or fewer) in the slot than what `before` says: "+2", what stood there at the start, or something that is not known.
Outcome counted_on(const Outcome& before, int by, const Slot&);

/// Which slots may hold what. A slot that is not named holds what it held at the beginning.
class SlotState {
 public:
  Outcomes read(const Slot&) const;
  /// From now on the slot holds one of these; what is known of its parts is forgotten.
  void write(const Slot&, Outcomes);
  /// The slot may hold one of these from now on, or what it held.
  void write_maybe(const Slot&, const Outcomes&);
  /// Both ways come together here. True: something is new.
  bool join(const SlotState&);
  struct Entry;
  /// Takes over what another state says of a slot. The slot comes behind all that are here.
  void append(const Entry& entry) { slots_.push_back(entry); }
  struct Entry {
    Slot slot;
    std::shared_ptr<const Outcomes> held;
    const Outcomes& outcomes() const { return *held; }
    friend bool operator==(const Entry& a, const Entry& b) { return a.slot == b.slot && (a.held == b.held || *a.held == *b.held); }
  };
  /// Sorted.
  const std::vector<Entry>& slots() const { return slots_; }
  /// What is known of just this slot; nullptr: nothing is.
  const Outcomes* find(const Slot&) const;
  friend bool operator==(const SlotState&, const SlotState&) = default;

 private:
  /// What stands in a slot that is not named.
  Outcome unwritten(const Slot&) const;
  const Entry* known(std::string_view text) const;
  void put(const Slot&, Outcomes);
  std::vector<Entry> slots_;
};

}  // namespace unknot
