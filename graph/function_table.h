// The functions of all files by their stable names. It holds references: the files outlive it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/function_facts.h"

namespace unknot {

struct Definition {
  const FileFunctions* file = nullptr;
  const FunctionFact* function = nullptr;

  const std::string& usr() const { return file->entities[function->entity].usr; }
  const std::string& usr(std::uint32_t entity) const { return file->entities[entity].usr; }
};

class FunctionTable {
 public:
  explicit FunctionTable(std::span<const FileFunctions> files);
  FunctionTable(const FunctionTable&) = delete;
  FunctionTable& operator=(const FunctionTable&) = delete;

  const std::map<std::string_view, std::vector<Definition>>& all() const { return by_usr_; }
  /// Where a call of `usr` may go; as long as the table is there.
  std::span<const Definition> targets(std::string_view usr, bool dispatched) const;

 private:
  using Targets = std::unordered_map<std::string_view, std::span<const Definition>>;

  std::map<std::string_view, std::vector<Definition>> by_usr_;
  std::unordered_map<std::string_view, std::vector<Definition>> overridden_;  ///< with what overrides it, of functions that something does
  Targets own_;
};

}  // namespace unknot
