// Rules of contexts that are current for one request: what is pushed and stays, and what programs put into the context's store.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checks/loose_ends.h"
#include "graph/context_uses.h"
#include "graph/name_mentions.h"
#include "graph/setting_rules.h"
#include "graph/versions.h"

namespace unknot {

/// A context that is pushed and never popped where modules are imported: requests on that thread run in it.
struct LastingPush {
  const ContextMaker* maker = nullptr;
  Definition in;
  const OperationFact* at = nullptr;
  FactPlace place;
  bool served = false;   ///< the module is part of what a server imports, for all that is seen
  bool fixed = false;    ///< the pinned version gives every request its own
};

/// How the servers that the project starts run its requests, as their models say: where one is known that shares what is current on the
/// thread that imports, or none is, what is pushed there is everybody's.
struct ServedApart {
  std::string words;      ///< why it is nobody's; empty: it is somebody's, for all that is known
  SettingPlace at;
};

/// A value in the store that has to be released.
struct StoredResource {
  std::string name;       ///< "web.g.db"
  std::string attribute;  ///< "db"
  const ContextVariable* store = nullptr;
  const ResourceModel* model = nullptr;
  std::string maker;      ///< "sqlite3.connect"
  Definition in;
  FactPlace place;
};

/// What the rules of a program share.
class RequestContext {
 public:
  RequestContext(const Program&, const LooseEnds&);

  const ContextUses& uses() const { return ends_.context().uses(); }
  const LooseEnds& ends() const { return ends_; }
  const HookContext& context() const { return ends_.context(); }
  const Program& program() const { return program_; }
  /// Do its models know of a store that dies with the request?
  bool has_stores() const;
  std::uint32_t file_of(const Definition&) const;
  FactPlace place(const Definition& in, const OperationFact& at) const { return {file_of(in), at.line, at.column}; }

  /// What the project's files say of a library's version, for code in this file.
  std::optional<VersionRange> pinned(const std::string& distribution, std::uint32_t file) const;
  std::vector<LastingPush> lasting_pushes() const;
  ServedApart served_apart() const;
  std::vector<StoredResource> stored_resources() const;
  /// Hooks of these phases by which the functions are reached, by USR of the function.
  std::map<std::string, std::vector<const Hook*>> reached_by(std::initializer_list<HookPhase>) const;
  /// What gives the value of a call: of a variable that is called, its class's `__call__`.
  std::string maker_of(const Definition&, std::uint32_t callee) const;
  /// Does nobody call, register or hand on the function, for all that the project's text says?
  bool is_unused(const Definition&) const;

 private:
  bool is_popped(const Definition&, const ContextMaker&) const;
  bool is_served(std::uint32_t file) const;
  bool is_fixed(const ContextMaker&, std::uint32_t file) const;
  const ResourceModel* made_by(const Definition&, const ValueFact&, int depth, std::string& maker) const;

  const Program& program_;
  const LooseEnds& ends_;
  std::map<const FileFunctions*, std::uint32_t> files_;
  mutable std::unique_ptr<NameMentions> mentions_;  ///< once somebody asks
};

/// Blocks of a module's body that are run when it is imported, and not only when it is run as a program.
std::vector<bool> imported_blocks(const FunctionFact&);
/// A finding of a check at a place; its identity is the check, the case, what it is about and who does it.
Finding finding_at(const RequestContext&, const CheckInfo&, std::string_view case_name, const FactPlace& at, const std::string& identity, const std::string& who);
/// "g.user" for "web.g.user".
std::string short_name(const std::string& name);

}  // namespace unknot
