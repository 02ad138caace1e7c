// What names stand for while modules are imported: a part of the simulator.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/import_world.h"

namespace unknot::imports {

enum class ValueKind : std::uint8_t {
  unknown, none, yes, no, integer, text,
  module,    ///< id: module
  external,  ///< id: name of something outside of the project, dotted
  builtin,   ///< id: name
  function,  ///< id: Machine's functions
  method,    ///< id: Machine's methods
  klass,     ///< id: Machine's classes
  instance,  ///< id: its class
  error,     ///< id: an exception, by the value of its class
  tuple,     ///< id: Machine's tuples
  lazy,      ///< id: Machine's lazy imports
};
struct Value {
  ValueKind kind = ValueKind::unknown;
  std::uint32_t id = 0;
  friend bool operator==(const Value&, const Value&) = default;
};

/// `maybe`: whether the name is bound hangs on what is not known.
struct Slot {
  Value value;
  bool maybe = false;
};

/// Names and values, small and in one piece.
class Namespace {
 public:
  std::uint64_t born = 0;          ///< when it came to be
  std::uint32_t certain_at = 0;    ///< how uncertain it was that it came to be
  std::uint32_t module = kNone;    ///< whose it is; kNone: a class's or a call's
  bool finished = false;           ///< the body or the call is over
  bool shared = false;             ///< a record stands on it: changes go into a copy

  Slot* find(std::uint32_t name) {
    if (slots_.empty()) return nullptr;
    for (std::size_t i = place(name);; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].key == name) return slots_[i].alive ? &slots_[i].slot : nullptr;
      if (slots_[i].key == kNone) return nullptr;
    }
  }
  void set(std::uint32_t name, Slot slot) {
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    for (std::size_t i = place(name);; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].key != name && slots_[i].key != kNone) continue;
      used_ += slots_[i].key == kNone ? 1 : 0;
      slots_[i] = {name, slot, true};
      return;
    }
  }
  void erase(std::uint32_t name) {
    if (slots_.empty()) return;
    for (std::size_t i = place(name); slots_[i].key != kNone; i = (i + 1) & (slots_.size() - 1))
      if (slots_[i].key == name) slots_[i].alive = false;
  }
  template <class Do>
  void each(Do act) const {
    for (const auto& item : slots_)
      if (item.key != kNone && item.alive) act(item.key, item.slot);
  }

 private:
  struct Item {
    std::uint32_t key = kNone;
    Slot slot;
    bool alive = false;
  };
  std::size_t place(std::uint32_t name) const { return (name * 2654435769U >> 7U) & (slots_.size() - 1); }
  void grow() {
    std::vector<Item> old(slots_.empty() ? 8 : slots_.size() * 2);
    old.swap(slots_);
    used_ = 0;
    for (const auto& item : old)
      if (item.key != kNone && item.alive) set(item.key, item.slot);
  }
  std::vector<Item> slots_;
  std::size_t used_ = 0;
};

enum class Flow : std::uint8_t { normal, returned, leave, next, raised };

/// Where names are looked up: a module's text, a class's body or a call.
struct Frame {
  std::uint32_t module = 0;
  Namespace* names = nullptr;
  Frame* around = nullptr;             ///< the function's frame in which this one was made
  const Function* function = nullptr;  ///< of a call
  bool of_class = false;
  bool uncertain = false;              ///< whether the rest of it runs is not known
  Value returned{ValueKind::none, 0};
};

/// Names of all modules as one table.
class NameTable {
 public:
  std::uint32_t intern(std::string_view text) {
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    texts_.emplace_back(text);
    const auto id = static_cast<std::uint32_t>(texts_.size() - 1);
    ids_.emplace(texts_.back(), id);
    return id;
  }
  std::string_view text(std::uint32_t id) const { return texts_[id]; }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
};

/// Is it one of Python's built-in names, or one that every module has?
bool is_builtin(std::string_view name);
bool is_module_name(std::string_view name);
/// The built-in exception that this one is derived from; empty: it is none, or BaseException.
std::string_view base_exception(std::string_view name);

}  // namespace unknot::imports
