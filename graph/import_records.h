// What loading a module has done once, and under which circumstances it does the same again: a part of the simulator. Most entries
// of a project load the same packages first; each is run once, and its effect is laid down wherever the circumstances are the same.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "graph/import_values.h"

namespace unknot::imports {

enum class State : std::uint8_t { absent, partial, done };

/// What somebody wanted to know, or has changed, that was there before.
enum class NoteKind : std::uint8_t {
  absent, present, partial, finished,  ///< state of a module; `finished`: not partial
  hidden,                              ///< may it have names that nobody can see?
  whole,                               ///< all names of a module
  name,                                ///< one name of a namespace
  set_hidden, set_name,                ///< changes
};

struct Note {
  NoteKind kind = NoteKind::name;
  bool there = false;             ///< of a name: is it bound? of `hidden`: the answer
  std::uint32_t module = kNone;   ///< whose namespace it is; kNone: that of a class or a call
  std::uint32_t name = 0;
  Namespace* names = nullptr;     ///< of a class or a call; of `whole` the module's
  std::uint64_t since = 0;        ///< when that came to be
  Slot slot{};
};

/// A module that was loaded on the way, as it is afterwards.
struct Loaded {
  std::uint32_t module = 0;
  State state = State::done;
  bool hidden = false;
  Namespace* names = nullptr;
};

struct Record {
  std::uint32_t maybe = 0;  ///< how uncertain it was whether it is loaded at all
  bool guarded = false;
  std::vector<Note> circumstances;
  std::vector<Note> changes;
  std::vector<Loaded> loaded;
  bool raised = false, uncertain = false;
  Failure failure, uncertain_failure;  ///< chains begin at the module's own text
  Value raised_class;
  std::uint64_t steps = 0, swallowed = 0;
  int depth = 0;
};

/// A load that is not over.
struct OpenRecord {
  std::uint64_t start = 0;
  std::size_t notes = 0, touched = 0, active = 0, handled = 0, stack = 0;
  std::uint64_t steps = 0, swallowed = 0;
  int depth = 0, deepest = 0;
  bool uncertain = false;
  Failure uncertain_failure;
  bool spoiled = false;  ///< it hangs on what no note can say
};

/// Which keys were seen: emptied at once.
class SeenKeys {
 public:
  void clear() { ++round_, count_ = 0; }
  /// Is it the first time?
  bool insert(std::uint64_t owner, std::uint32_t name) {
    if ((count_ + 1) * 2 > items_.size()) grow();
    for (std::size_t i = place(owner, name);; i = (i + 1) & (items_.size() - 1)) {
      if (items_[i].round != round_) {
        items_[i] = {owner, round_, name};
        ++count_;
        return true;
      }
      if (items_[i].owner == owner && items_[i].name == name) return false;
    }
  }

 private:
  struct Item {
    std::uint64_t owner = 0;
    std::uint32_t round = 0;
    std::uint32_t name = 0;
  };
  std::size_t place(std::uint64_t owner, std::uint32_t name) const {
    return static_cast<std::size_t>((owner * 0x9e3779b97f4a7c15U ^ (name + 1) * 0xc2b2ae3d27d4eb4fU) >> 20U) & (items_.size() - 1);
  }
  void grow() {
    std::vector<Item> old(items_.empty() ? 64 : items_.size() * 2);
    old.swap(items_);
    count_ = 0;
    for (const auto& item : old)
      if (item.round == round_ && round_ != 0) insert(item.owner, item.name);
  }
  std::vector<Item> items_;
  std::uint32_t round_ = 1;
  std::size_t count_ = 0;
};

}  // namespace unknot::imports
