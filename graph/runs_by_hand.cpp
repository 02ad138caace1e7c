// Functions and guards of a module by their lines; who names a function is told by the name alone, so that it may be anybody's.
#include "graph/runs_by_hand.h"

#include <algorithm>
#include <array>

#include "graph/module_names.h"

namespace unknot {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;
using imports::ModuleFacts;
using imports::Stmt;
using imports::StmtKind;

namespace {

/// Decorators of the language, which run nothing elsewhere.
constexpr std::array<std::string_view, 3> kPassive{"staticmethod", "classmethod", "property"};

void add(std::vector<std::string>& to, const std::vector<std::string>& from) { to.insert(to.end(), from.begin(), from.end()); }

/// With its decorators.
std::uint32_t first_line(const ModuleFacts& facts, const Stmt& s) {
  std::uint32_t line = s.line;
  if (s.kind == StmtKind::def || s.kind == StmtKind::klass)
    for (std::uint32_t i = 0; i < s.first.count; ++i) line = std::min(line, facts.exprs[element(facts, s.first, i)].line);
  return line;
}

bool is_main_guard(const ModuleFacts& facts, std::uint32_t expression) {
  const Expr& e = facts.exprs[expression];
  if (e.kind != ExprKind::compare || e.op != imports::Compare::equal) return false;
  const auto is = [&](std::uint32_t side, ExprKind kind, std::string_view text) { return facts.exprs[side].kind == kind && facts.names[facts.exprs[side].a] == text; };
  return (is(e.a, ExprKind::name, "__name__") && is(e.b, ExprKind::string, "__main__")) || (is(e.b, ExprKind::name, "__name__") && is(e.a, ExprKind::string, "__main__"));
}

bool imports_one(const ModuleFacts& facts, const std::vector<std::string>& wanted) {
  const auto is_one = [&](const std::string& name) { return std::ranges::find(wanted, name) != wanted.end(); };
  return std::ranges::any_of(facts.imports, [&](const imports::WrittenImport& import) {
    return import.dots == 0 && (is_one(import.module) || std::ranges::any_of(import.names, [&](const std::string& name) { return is_one(import.module + "." + name); }));
  });
}

/// The name behind which a decorator stands: "command" of `cli.command("x")`.
std::string_view last_name(const ModuleFacts& facts, std::uint32_t expression) {
  const Expr& e = facts.exprs[expression];
  if (e.kind == ExprKind::call) return last_name(facts, e.a);
  return e.kind == ExprKind::name ? facts.names[e.a] : e.kind == ExprKind::attribute ? facts.names[e.b] : std::string_view();
}

}  // namespace

RunsByHand::RunsByHand(const imports::Context& imports, std::span<const Model> models) : imports_(imports) {
  std::vector<std::string> modules;
  for (const auto& model : models) {
    add(modules, model.by_hand.modules);
    add(decorators_, model.by_hand.decorators);
    add(fills_, model.by_hand.fills);
  }
  for (std::uint32_t m = 0; m < imports.world.modules.size(); ++m)
    if (!modules.empty() && imports_one(imports.world.modules[m].facts, modules)) scripts_.insert(m);
  for (const auto& run : imports.test_runs)
    for (const auto& step : run.steps) tests_.insert(step.module);
  for (const auto& entry : imports.entries)
    if (entry.declared && entry.point.start != imports::Start::import_) started_.insert(entry.point.module);
}

bool RunsByHand::holds(std::string_view path, std::uint32_t line) {
  const auto& modules = imports_.world.modules;
  const auto found = std::ranges::find(modules, path, &imports::Module::path);
  return found != modules.end() && holds(static_cast<std::uint32_t>(found - modules.begin()), line);
}

bool RunsByHand::holds(std::uint32_t module, std::uint32_t line) {
  if (is_script(module)) return true;
  const Part* outermost = nullptr;
  for (const Part* part : around(module, line)) {
    if (part->kind == Part::Kind::guard) return !started_.contains(module);
    if (part->kind != Part::Kind::function) continue;
    const Decorated how = decorated(module, part->statement);
    if (how != Decorated::no) return how == Decorated::as_command;
    outermost = part;
  }
  return outermost != nullptr && is_named_by_hand_only(module, *outermost);
}

const std::vector<RunsByHand::Part>& RunsByHand::parts_of(std::uint32_t module) {
  const auto [known, fresh] = parts_.try_emplace(module);
  if (fresh) add_parts(imports_.world.modules[module].facts, imports_.world.modules[module].facts.body, 0xffffffff, known->second);
  return known->second;
}

/// Each before those inside of it. A statement goes as far as the next one begins.
void RunsByHand::add_parts(const ModuleFacts& facts, List list, std::uint32_t end, std::vector<Part>& out) const {
  const auto begins = [&](List of) { return first_line(facts, facts.stmts[element(facts, of, 0)]); };
  for (std::uint32_t i = 0; i < list.count; ++i) {
    const std::uint32_t id = element(facts, list, i);
    const Stmt& s = facts.stmts[id];
    const std::uint32_t until = i + 1 < list.count ? std::max(s.line, first_line(facts, facts.stmts[element(facts, list, i + 1)]) - 1) : end;
    const auto inside = [&](std::initializer_list<List> blocks) {
      // Each goes as far as the next one that is not empty.
      for (auto block = blocks.begin(); block != blocks.end(); ++block) {
        auto next = std::find_if(block + 1, blocks.end(), [](List other) { return other.count > 0; });
        add_parts(facts, *block, next == blocks.end() ? until : begins(*next) - 1, out);
      }
    };
    switch (s.kind) {
      case StmtKind::def:
        out.push_back({.kind = Part::Kind::function, .first = first_line(facts, s), .last = until, .statement = id});
        inside({facts.functions[s.a].body});
        break;
      case StmtKind::klass: inside({s.third}); break;
      case StmtKind::branch:
        if (s.first.count > 0 && s.a != kNone && is_main_guard(facts, s.a))
          out.push_back({.kind = Part::Kind::guard, .first = s.line, .last = s.second.count > 0 ? begins(s.second) - 1 : until});
        inside({s.first, s.second});
        break;
      case StmtKind::repeat: out.push_back({.kind = Part::Kind::endless, .first = s.line, .last = until}); [[fallthrough]];
      case StmtKind::loop: inside({s.first, s.second}); break;
      case StmtKind::guarded: inside({s.first, s.second, s.third, s.fourth}); break;
      case StmtKind::handler: inside({s.first}); break;
      case StmtKind::with: inside({s.second}); break;
      default: break;
    }
  }
}

std::vector<const RunsByHand::Part*> RunsByHand::around(std::uint32_t module, std::uint32_t line) {
  std::vector<const Part*> out;
  for (const Part& part : parts_of(module))
    if (part.first <= line && line <= part.last) out.insert(out.begin(), &part);
  return out;
}

bool RunsByHand::says_command(const ModuleFacts& facts, std::uint32_t expression) const {
  return std::ranges::find(decorators_, last_name(facts, expression)) != decorators_.end();
}

RunsByHand::Decorated RunsByHand::decorated(std::uint32_t module, std::uint32_t statement) {
  const ModuleFacts& facts = imports_.world.modules[module].facts;
  const List decorators = facts.stmts[statement].first;
  Decorated out = Decorated::no;
  for (std::uint32_t i = 0; i < decorators.count; ++i) {
    const std::uint32_t id = element(facts, decorators, i);
    if (says_command(facts, id) || makes_commands(module, id)) return Decorated::as_command;
    if (std::ranges::find(kPassive, last_name(facts, id)) == kPassive.end()) out = Decorated::otherwise;
  }
  return out;
}

/// The project's own decorator, of the same file, that makes commands by the library's.
bool RunsByHand::makes_commands(std::uint32_t module, std::uint32_t expression) {
  const ModuleFacts& facts = imports_.world.modules[module].facts;
  const std::string_view wanted = last_name(facts, expression);
  for (std::uint32_t i = 0; i < facts.body.count; ++i) {
    const Stmt& s = facts.stmts[element(facts, facts.body, i)];
    const bool is_it = (s.kind == StmtKind::def && facts.names[facts.functions[s.a].name] == wanted) || (s.kind == StmtKind::klass && facts.names[s.a] == wanted);
    if (!is_it) continue;
    const std::uint32_t end = i + 1 < facts.body.count ? first_line(facts, facts.stmts[element(facts, facts.body, i + 1)]) : 0xffffffff;
    for (std::uint32_t id = 1; id < facts.exprs.size(); ++id)
      if (facts.exprs[id].kind == ExprKind::call && facts.exprs[id].line > s.line && facts.exprs[id].line < end && says_command(facts, id)) return true;
  }
  return false;
}

bool RunsByHand::is_named_by_hand_only(std::uint32_t module, const Part& function) {
  const ModuleFacts& own = imports_.world.modules[module].facts;
  const std::string& name = own.names[own.functions[own.stmts[function.statement].a].name];
  constexpr std::size_t kDeepest = 8;
  if (const auto known = answers_.find(name); known != answers_.end()) return known->second;
  // One that is being asked about names itself, over others: that alone says nothing against it.
  if (std::ranges::find(asked_, name) != asked_.end()) return true;
  if (asked_.size() >= kDeepest) return false;
  asked_.push_back(name);
  const bool answer = ask(module, function, name);
  asked_.pop_back();
  // What rests on others that are being asked about may come to something else.
  if (!answer || asked_.empty()) answers_.emplace(name, answer);
  return answer;
}

bool RunsByHand::ask(std::uint32_t module, const Part& function, const std::string& name) {
  bool is_named = false;
  for (std::uint32_t m = 0; m < imports_.world.modules.size(); ++m) {
    const ModuleFacts& facts = imports_.world.modules[m].facts;
    const auto word = std::ranges::find(facts.names, name);
    if (word == facts.names.end() || is_test(m)) continue;
    const auto id = static_cast<std::uint32_t>(word - facts.names.begin());
    std::set<std::uint32_t> called;
    for (const Expr& e : facts.exprs)
      if (e.kind == ExprKind::call) called.insert(e.a);
    bool elsewhere = false;  // under another name, handed on, or where it is not known who runs it
    for (const Stmt& s : facts.stmts)
      for (std::uint32_t i = 0; s.kind == StmtKind::from && i + 1 < s.first.count; i += 2)
        elsewhere |= element(facts, s.first, i) == id && element(facts, s.first, i + 1) != id;
    for (std::uint32_t e = 1; e < facts.exprs.size() && !elsewhere; ++e) {
      const Expr& said = facts.exprs[e];
      elsewhere = said.kind == ExprKind::string && said.a == id;
      if (!(said.kind == ExprKind::name && said.a == id) && !(said.kind == ExprKind::attribute && said.b == id)) continue;
      if (m == module && function.first <= said.line && said.line <= function.last) continue;
      is_named = true;
      const auto parts = around(m, said.line);
      elsewhere |= !called.contains(e) || std::ranges::any_of(parts, [](const Part* part) { return part->kind == Part::Kind::endless; }) || !holds(m, said.line);
    }
    if (elsewhere) return false;
  }
  return is_named;
}

}  // namespace unknot
