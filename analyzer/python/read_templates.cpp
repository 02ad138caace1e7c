// Names in calls -> files; texts -> programs -> facts with the places of the template.
#include "analyzer/python/read_templates.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/extract/python/module_facts.h"
#include "analyzer/python/template_text.h"
#include "graph/query_loops.h"

namespace unknot {
namespace {

using imports::ExprKind;
using imports::kNone;

/// Longer than what people write; a page that a program wrote is no template of interest.
constexpr std::size_t kLargest = std::size_t{1} << 20;

class Reader {
 public:
  Reader(const SourceTree& tree, const std::string& root) : tree_(tree), root_(root) {}

  bool read(const std::string& folder, const std::string& name) {
    const std::string path = folder + name;
    if (name.find("..") != std::string::npos || name.starts_with('/')) return false;
    if (out_.contains(path)) return true;
    if (!tried_.insert(path).second) return false;
    SourceFile file;
    if (tree_.read(root_ + "/" + path, file) != ReadStatus::ok || file.bytes.size() > kLargest) return false;
    const TemplateProgram program = program_of_template(file.bytes);
    TemplateFile made{.path = path, .folder = folder, .facts = python::module_facts(parser_.parse(program.text))};
    place(made.facts, program);
    std::set<std::string> more;
    for (const auto& e : made.facts.exprs) {
      if (e.kind != ExprKind::call || e.a == kNone || made.facts.exprs[e.a].kind != ExprKind::name || e.children.count != 1) continue;
      const std::string& callee = made.facts.names[made.facts.exprs[e.a].a];
      const auto& argument = made.facts.exprs[made.facts.lists[e.children.begin]];
      if ((callee == kIncludeTemplate || callee == kImportTemplate) && argument.kind == ExprKind::string) more.insert(made.facts.names[argument.a]);
    }
    out_.emplace(path, std::move(made));
    for (const auto& other : more) read(folder, other);
    return true;
  }
  TemplateFiles take() { return std::move(out_); }

 private:
  static void place(imports::ModuleFacts& facts, const TemplateProgram& program) {
    const auto put = [&](std::uint32_t& line, std::uint32_t& column) {
      if (line == 0 || line > program.lines.size()) return;
      const TemplateLine& from = program.lines[line - 1];
      column = from.from + (column > from.column ? column - from.column : 0);
      line = from.line;
    };
    for (auto& e : facts.exprs) put(e.line, e.column);
    for (auto& s : facts.stmts) put(s.line, s.column);
  }

  const SourceTree& tree_;
  const std::string& root_;
  python::Parser parser_;
  TemplateFiles out_;
  std::set<std::string> tried_;
};

}  // namespace

TemplateFiles read_templates(const SourceTree& tree, const std::string& root, const imports::World& world, std::span<const Model> models) {
  if (!makes_queries(world, models)) return {};
  std::set<std::string> functions;
  std::vector<std::string> folders;
  for (const auto& model : models) {
    for (const auto& function : model.templates.functions) functions.insert(function.substr(function.rfind('.') + 1));
    folders.insert(folders.end(), model.templates.folders.begin(), model.templates.folders.end());
  }
  Reader reader(tree, root);
  for (const auto& module : world.modules) {
    std::set<std::string> names;
    for (const auto& e : module.facts.exprs) {
      if (e.kind != ExprKind::call || e.a == kNone || e.children.count == 0) continue;
      const auto& callee = module.facts.exprs[e.a];
      const auto& argument = module.facts.exprs[module.facts.lists[e.children.begin]];
      if (argument.kind != ExprKind::string || (callee.kind != ExprKind::name && callee.kind != ExprKind::attribute)) continue;
      if (functions.contains(module.facts.names[callee.kind == ExprKind::name ? callee.a : callee.b])) names.insert(module.facts.names[argument.a]);
    }
    if (names.empty()) continue;
    const auto places = template_folders(module.path, folders);
    for (const auto& name : names)
      for (const auto& folder : places)
        if (reader.read(folder, name)) break;
  }
  return reader.take();
}

}  // namespace unknot
