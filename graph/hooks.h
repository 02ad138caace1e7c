// Which functions of a program are hooks, as the models say: who gives them to whom, and which belong together.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "graph/function_table.h"
#include "graph/model.h"

namespace unknot {

/// A place in the facts: `file` is an index into the files that were given.
struct FactPlace {
  std::uint32_t file = 0, line = 0, column = 0;
  friend auto operator<=>(const FactPlace&, const FactPlace&) = default;
};

struct Hook {
  const Model* model = nullptr;
  const HookModel* what = nullptr;
  std::string function;   ///< USR
  std::string name;       ///< qualified; of a lambda that of the function around it
  FactPlace at;           ///< of the function
  FactPlace registered;   ///< where it is given away; where the function stands, if it is not
  /// What it is a hook of: the USR of a class, of a variable or field, or of a function with what it calls that object.
  std::string owner;
  bool every = false;           ///< it is run around each test of the program, whoever's
  bool owner_is_known = true;   ///< false: what the function around the registration was given may be any object
  const FunctionFact* body = nullptr;
  const FileFunctions* body_file = nullptr;
  const FunctionFact* around = nullptr;  ///< the function that registers it, for what a lambda takes along
  const FileFunctions* file = nullptr;   ///< of `around`
  std::uint32_t path = kNone;            ///< the lambda or the bound function there
};

/// Hooks of one pair of a model that run around the same thing.
struct HookGroup {
  const Model* model = nullptr;
  const PairModel* pair = nullptr;
  std::string owner;
  std::vector<const Hook*> befores, afters;  ///< sorted by place
};

/// A class with its bases, for duck typing and for what is inherited.
class Hierarchy {
 public:
  explicit Hierarchy(std::span<const FileFunctions> files);
  /// The class and all that it is derived from, itself first.
  std::vector<std::string> with_bases(const std::string& usr) const;
  bool derives_from(const std::string& usr, const std::string& base_name) const;
  /// Of the project: every class that has no class below it.
  const std::map<std::string, std::vector<std::string>>& bases() const { return bases_; }
  const std::string& name_of(const std::string& usr) const;
  bool has_heirs(const std::string& usr) const { return heirs_.contains(usr); }

 private:
  std::map<std::string, std::vector<std::string>> bases_;  ///< by USR
  std::map<std::string, std::string> names_;
  std::set<std::string> heirs_;
};

/// Sorted by place, each once.
std::vector<Hook> find_hooks(std::span<const FileFunctions> files, std::span<const Model> models, const Hierarchy&);

/// Of each pair of a model, for each thing that hooks of it belong to. `hooks` outlives them.
std::vector<HookGroup> group_hooks(std::span<const Hook> hooks, std::span<const Model> models, const Hierarchy&);

}  // namespace unknot
