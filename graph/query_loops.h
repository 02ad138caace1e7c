// Loops over rows of a database that ask it again in each round, and loops that end a transaction in each. It runs nothing and knows
// no library: models say what a query is.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "graph/import_world.h"
#include "graph/model.h"
#include "graph/row_values.h"
#include "graph/template_files.h"

namespace unknot {

struct QueryLoop {
  enum class Kind : std::uint8_t {
    on_access,  ///< a relationship is read that nobody has loaded
    query,      ///< a query is run
    commit,     ///< a transaction ends, or what the session holds is written
  };
  Kind kind = Kind::on_access;
  SourcePlace at{};        ///< in the loop's own function
  SourcePlace inner{};     ///< where it happens, in what is called from there; empty: at `at`
  SourcePlace loop{};
  SourcePlace query{};     ///< that gives the loop its rows; empty: not known
  SourcePlace declared{};  ///< on_access: the relationship
  std::string rows{};      ///< the class that the loop runs over; on_access: that has the relationship
  std::string name{};      ///< on_access: the relationship; query, commit: the method
  std::string target{}, table{};  ///< on_access: the class of what the relationship gives, and its table
  bool is_many = false;  ///< on_access: the relationship gives several
  bool of_relationship = false;  ///< the loop's rows are those of a relationship
  bool commits = false;  ///< on_access: a round ends a transaction, behind which the session has forgotten what was loaded
  friend auto operator<=>(const QueryLoop&, const QueryLoop&) = default;
};

/// Does the project import a library of which a model says what a query is?
bool makes_queries(const imports::World&, std::span<const Model>);

/// Sorted, each once. `is_read`: is the code of this module looked at by itself?
std::vector<QueryLoop> find_query_loops(const imports::World&, const TemplateFiles&, std::span<const Model>, const std::function<bool(std::uint32_t module)>& is_read);

}  // namespace unknot
