// A walk through functions as they would run, once each and through each loop once: what variables hold, as far as rows go.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/query_loops.h"
#include "graph/row_classes.h"

namespace unknot {

class QueryWalk {
 public:
  QueryWalk(const NameTable&, const RowClasses&, const QueryModel&, const TemplateModel&, const TemplateFiles&, std::set<QueryLoop>& out);
  /// A module's own lines and all functions in them, each by itself.
  void run(std::uint32_t module);

 private:
  using Locals = std::map<std::string, RowValue, std::less<>>;
  struct Frame {
    const imports::ModuleFacts* facts = nullptr;
    std::string file{};
    std::uint32_t module = imports::kNone;  ///< kNone: a template
    const TemplateFile* page = nullptr;
    Frame* outer = nullptr;                 ///< whose names it sees
    bool is_whole = false;                  ///< a module's own lines
    Locals locals{};
    std::size_t first_loop = 0;
    RowValue given{};
    std::set<std::uint32_t> all_read{};     ///< classes all rows of which a query has read
  };
  struct Loop {
    std::uint32_t number = 0;
    SourcePlace at{};
    RowValue over{};
    bool is_counted = false;  ///< over something that may be long
    bool is_while = false;
    int once = 0;             ///< statements around that are left before the next round
    std::size_t calls = 0;    ///< made when it began
    int conditions = 0;
    std::size_t writes = 0, adds = 0;  ///< seen before it
    bool commits = false;     ///< a round ends a transaction, or may
    bool is_batch = false;    ///< a round does many things, or looks after its own failures
  };
  struct Argument {
    std::string name{};
    RowValue value{};
    std::uint32_t expression = imports::kNone;
  };

  // Statements.
  void function(const imports::ModuleFacts&, std::uint32_t statement, std::uint32_t owner, Frame* outer, std::uint32_t module, const std::string& file);
  /// A function or a template: where it stands, which tells it from others that are being walked.
  using Walked = std::pair<const void*, std::uint32_t>;
  bool is_running(const Walked&) const;
  void enter(Frame&, const Walked&, imports::List statements);
  void body(imports::List);
  void statement(std::uint32_t);
  void branch(const imports::Stmt&);
  void loop(std::uint32_t iterable, std::uint32_t target, const SourcePlace& at, bool is_while, const std::function<void()>& round);
  void definitions(imports::List, std::uint32_t owner);
  void bind(std::uint32_t target, const RowValue&);
  void import(const imports::Stmt&);

  // Expressions.
  RowValue value(std::uint32_t expression);
  RowValue value_of(std::uint32_t expression);
  RowValue name(const std::string&) const;
  RowValue attribute(const RowValue& of, const std::string& name, const SourcePlace& at);
  RowValue read(const RowValue& row, const Relationship&, const SourcePlace& at);
  RowValue call(std::uint32_t expression);
  RowValue method(const RowValue& of, const std::string& name, const std::vector<Argument>&, const SourcePlace& at, bool& done);
  RowValue query_method(const RowValue& query, const std::string& name, const std::vector<Argument>&, const SourcePlace& at);
  RowValue session_method(const std::string& name, const std::vector<Argument>&, const SourcePlace& at);
  RowValue library_call(const RowValue& callee, const std::vector<Argument>&, const SourcePlace& at, bool& done);
  RowValue loader(RowValue from, const std::vector<Argument>&, bool is_eager) const;
  RowValue project_call(const Referent& function, const RowValue* object, const std::vector<Argument>&, const SourcePlace& at);
  /// Arguments to parameters, from the `first` on; so many of these can be given without a name.
  static void give(Frame& to, const imports::Function&, std::uint32_t first, std::uint32_t positional, const std::vector<Argument>&);
  static void give_defaults(Frame& to, const imports::Stmt& definition);
  RowValue macro_call(const RowValue& macro, const std::vector<Argument>&);
  RowValue filled(const std::vector<Argument>&);
  const TemplateFile* template_named(const std::string& name) const;
  RowValue comprehension(std::uint32_t expression);
  RowValue element_of(const RowValue& rows, std::uint32_t loop) const;
  void narrow(RowValue& query, const std::vector<Argument>&) const;

  // What happens.
  void runs(const RowValue& query, const std::string& method, const SourcePlace& at);
  void ends(const std::string& method, bool is_flush, const SourcePlace& at);
  void report(QueryLoop found, const Loop&, const SourcePlace& at);
  void note_commits(const SourcePlace& loop);
  const Loop* loop_of_rows() const;

  SourcePlace place(const imports::Expr& e) const { return {.file = frame_->file, .line = e.line, .column = e.column}; }
  const imports::ModuleFacts& facts() const { return *frame_->facts; }
  bool is_session(const RowValue&) const;

  const NameTable& names_;
  const RowClasses& classes_;
  const QueryModel& model_;
  const TemplateModel& templates_model_;
  const TemplateFiles& templates_;
  std::set<QueryLoop>& out_;
  Frame* frame_ = nullptr;
  std::vector<Loop> loops_;
  std::vector<SourcePlace> calls_;           ///< of the functions that are being walked, where they are called
  std::vector<Walked> running_;
  std::uint32_t number_ = 0;
  std::set<std::tuple<SourcePlace, QueryLoop::Kind, SourcePlace, std::string>> told_;
  std::set<std::pair<SourcePlace, std::string>> one_for_all_;  ///< queries, and relationships by which one of their rows speaks for all
  std::map<std::pair<SourcePlace, std::string>, std::uint32_t> read_in_;  ///< queries, and relationships of all their rows that a loop has read
  std::size_t writes_ = 0, adds_ = 0;        ///< what was changed, and put in, so far
  bool is_last_ = false;                     ///< of its block
  int conditions_ = 0;
  int depth_ = 0;
  static constexpr std::size_t kMostSteps = 20000;
  std::size_t left_ = 0;                     ///< steps until calls are no longer entered
};

}  // namespace unknot
