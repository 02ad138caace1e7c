// Classes whose objects are rows of a database, with the attributes that are rows of another: which class, one or many, and when
// these are read.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/name_table.h"
#include "graph/query_model.h"

namespace unknot {

enum class RowLoading : std::uint8_t {
  on_access,  ///< a query when the attribute is asked for
  eager,      ///< with the row, or never
  as_query,   ///< the attribute is a query
  unknown,
};

struct Relationship {
  std::string name{};
  std::uint32_t target = imports::kNone;  ///< type; kNone: not known
  bool is_many = false;
  RowLoading loading = RowLoading::on_access;
  std::string reverse{};             ///< the attribute of the target that is the other side
  std::set<std::string> columns{};   ///< of the row's class, that point to the target's table
  std::uint32_t owner = 0;         ///< type in whose lines it stands
  std::uint32_t line = 0, column = 0;
};

class RowClasses {
 public:
  RowClasses(const NameTable&, const QueryModel&);
  bool is_row(std::uint32_t type) const { return rows_.contains(type); }
  /// Also of the classes above; nullptr: none of that name.
  const Relationship* relationship(std::uint32_t type, std::string_view name) const;
  /// Relationships that hang on this column, or are called so.
  std::vector<const Relationship*> told_by(std::uint32_t type, std::string_view name) const;
  std::string table_of(std::uint32_t type) const;

 private:
  void read(std::uint32_t type);
  void read_one(std::uint32_t type, const std::string& name, const BoundName& bound, std::uint32_t call);
  std::uint32_t target_of(std::uint32_t module, std::uint32_t expression, int depth = 0) const;
  std::uint32_t by_name(std::string_view name) const;
  /// Columns of the class by the table that they point to.
  std::multimap<std::string, std::string> keys_of(std::uint32_t type) const;
  void find_keys(std::uint32_t module, std::uint32_t expression, std::vector<std::string>& out) const;
  RowLoading loading(std::uint32_t module, std::uint32_t expression) const;

  const NameTable& names_;
  const QueryModel& model_;
  std::set<std::uint32_t> rows_;
  std::map<std::pair<std::uint32_t, std::string>, Relationship> relationships_;
};

bool is_among(const std::vector<std::string>& list, std::string_view word);

}  // namespace unknot
