// What a model says of a library that turns queries into objects: what is a query, what runs one, and what reads more rows later.
// Plain values; it knows no library by itself.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace unknot {

/// Names are dotted, of methods and attributes without what they belong to.
struct QueryModel {
  std::vector<std::string> model_bases;    ///< rows are objects of the classes below these
  std::vector<std::string> class_queries;  ///< attributes of such a class that are a query of its rows
  std::vector<std::string> sessions;       ///< what is called so, or given by what is called so, runs queries
  std::vector<std::string> asks;           ///< methods of a session: a query of the rows of the class that it is given
  std::vector<std::string> statements;     ///< functions: likewise, but a session has to run it
  std::vector<std::string> narrows;        ///< methods of a query that give a query of the same rows
  std::vector<std::string> limits;         ///< likewise, of so many at the most
  std::vector<std::string> loads;          ///< likewise, and what its arguments say is read with them
  std::vector<std::string> runs_for_rows, runs_for_row, runs_for_value, runs_for_page;  ///< methods of a query that run it
  std::vector<std::string> by_key;         ///< of those for one row: they ask nothing where the session has the row already
  std::vector<std::string> session_for_rows, session_for_row, session_for_result;       ///< methods of a session that run what they are given
  std::vector<std::string> page_rows;      ///< attributes of a page: its rows
  std::vector<std::string> adds, writes;   ///< methods of a session or a query that put something in, that change something else
  std::vector<std::string> commits;        ///< methods of a session that end a transaction
  std::vector<std::string> keeps;          ///< options of a session by which what is loaded outlives a transaction
  std::vector<std::string> flushes;        ///< methods of a session that write what it holds
  std::vector<std::string> relationships;  ///< functions that make an attribute of a class rows of another
  std::vector<std::string> backrefs;       ///< functions: the same relationship from the other side
  std::vector<std::string> keys;           ///< functions that make a column point to another table
  std::vector<std::string> on_access;      ///< what `lazy` says where rows are read when the attribute is asked for
  std::vector<std::string> as_query;       ///< where the attribute is a query
  std::vector<std::string> query_types;    ///< annotations that say the same
  std::vector<std::string> eager;          ///< functions and methods that make rows of a relationship be read with the others
  std::vector<std::string> passes;         ///< likewise, but they only go on to what is behind it
  std::vector<std::string> columns_only;   ///< likewise, of columns, which say nothing of relationships
};

/// Each list with its key in a model's text.
constexpr std::array<std::pair<const char*, std::vector<std::string> QueryModel::*>, 31> kQueryLists{{
    {"model_bases", &QueryModel::model_bases}, {"class_queries", &QueryModel::class_queries}, {"sessions", &QueryModel::sessions}, {"asks", &QueryModel::asks},
    {"statements", &QueryModel::statements}, {"narrows", &QueryModel::narrows}, {"limits", &QueryModel::limits}, {"loads", &QueryModel::loads},
    {"runs_for_rows", &QueryModel::runs_for_rows}, {"runs_for_row", &QueryModel::runs_for_row}, {"runs_for_value", &QueryModel::runs_for_value},
    {"runs_for_page", &QueryModel::runs_for_page}, {"session_for_rows", &QueryModel::session_for_rows}, {"session_for_row", &QueryModel::session_for_row},
    {"session_for_result", &QueryModel::session_for_result}, {"page_rows", &QueryModel::page_rows}, {"adds", &QueryModel::adds}, {"writes", &QueryModel::writes},
    {"commits", &QueryModel::commits}, {"by_key", &QueryModel::by_key}, {"keeps", &QueryModel::keeps}, {"flushes", &QueryModel::flushes}, {"relationships", &QueryModel::relationships}, {"backrefs", &QueryModel::backrefs},
    {"keys", &QueryModel::keys}, {"on_access", &QueryModel::on_access}, {"as_query", &QueryModel::as_query}, {"query_types", &QueryModel::query_types},
    {"eager", &QueryModel::eager}, {"passes", &QueryModel::passes}, {"columns_only", &QueryModel::columns_only},
}};

/// Code that a person starts, and waits for: files that a tool runs once, and commands.
struct ByHandModel {
  std::vector<std::string> modules;     ///< who imports one of these is such a file
  std::vector<std::string> decorators;  ///< last words of what makes a command of a function
  std::vector<std::string> fills;       ///< methods by which such a file puts rows into a table
};

/// Functions that fill a template with named values, and the folders in which templates stand.
struct TemplateModel {
  std::vector<std::string> functions;
  std::vector<std::string> folders;
};

}  // namespace unknot
