// Blocks and operations as they come, and the entities of the file.
#include "analyzer/extract/cpp/summary_builder.h"

#include <algorithm>

#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace unknot {

std::uint32_t FileSummary::entity(EntityFact entity) {
  const auto [known, fresh] = by_usr_.try_emplace(entity.usr, static_cast<std::uint32_t>(facts.entities.size()));
  if (fresh) facts.entities.push_back(std::move(entity));
  return known->second;
}

std::uint32_t FileSummary::entity(const clang::NamedDecl* decl) {
  if (const auto known = by_decl_.find(decl); known != by_decl_.end()) return known->second;
  std::uint32_t id = kNone;
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(decl);
  const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(decl);
  const bool unwritten = method != nullptr && (method->isImplicit() || (method->isDefaulted() && !method->isUserProvided()));
  if (unwritten && llvm::isa<clang::CXXDestructorDecl>(decl))
    id = entity(names_.implicit_member(method->getParent(), /*destructor=*/true));
  else if (unwritten && constructor != nullptr && constructor->isDefaultConstructor())
    id = entity(names_.implicit_member(method->getParent(), /*destructor=*/false));
  else id = entity(names_.entity(decl));
  return by_decl_[decl] = id;
}

std::pair<std::uint32_t, std::uint32_t> FileSummary::place(clang::SourceLocation location) {
  const auto& sources = context_.getSourceManager();
  location = sources.getExpansionLoc(location);
  for (auto file = sources.getFileID(location); location.isValid(); file = sources.getFileID(location)) {
    const auto* known = names_.file_of(location);
    if (known != nullptr && known->path == file_->path)
      return {sources.getExpansionLineNumber(location), sources.getExpansionColumnNumber(location)};
    location = sources.getIncludeLoc(file);
  }
  return {0, 0};
}

std::string FileSummary::macro_at(clang::SourceLocation location) {
  const auto& sources = context_.getSourceManager();
  if (!location.isMacroID()) return "";
  while (location.isMacroID()) {
    const auto around = sources.isMacroArgExpansion(location) ? sources.getImmediateSpellingLoc(location)
                                                              : sources.getImmediateExpansionRange(location).getBegin();
    if (!around.isMacroID()) {
      if (sources.isMacroArgExpansion(location)) location = sources.getImmediateExpansionRange(location).getBegin();
      if (!location.isMacroID()) return "";
      return clang::Lexer::getImmediateMacroName(location, sources, context_.getLangOpts()).str();
    }
    location = around;
  }
  return "";
}

void FileSummary::note_instance(const clang::NamedDecl* of, llvm::ArrayRef<clang::TemplateArgument> arguments,
                                clang::SourceLocation location) {
  InstanceFact instance;
  bool of_project = false;
  const auto add = [&](const clang::TemplateArgument& argument, auto&& self) -> void {
    if (argument.getKind() == clang::TemplateArgument::Pack)
      for (const auto& element : argument.pack_elements()) self(element, self);
    if (argument.getKind() != clang::TemplateArgument::Type) return;
    const auto* record = class_of(argument.getAsType());
    if (record == nullptr || record->isLambda()) return;
    of_project |= !names_.outside(record);
    instance.arguments.push_back(entity(record));
  };
  for (const auto& argument : arguments) add(argument, add);
  if (!of_project) return;
  instance.entity = entity(of);
  std::tie(instance.line, instance.column) = place(location);
  facts.instances.push_back(std::move(instance));
}

void FileSummary::note_instances(clang::QualType type, clang::SourceLocation location) {
  const auto* instance = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(class_of(type));
  if (instance == nullptr || instance->isInStdNamespace()) return;
  note_instance(instance->getSpecializedTemplate()->getTemplatedDecl(), instance->getTemplateArgs().asArray(), location);
}

std::uint32_t SummaryBuilder::path(PathFact fact) {
  const auto [known, fresh] = paths_.try_emplace(std::move(fact), static_cast<std::uint32_t>(function_.paths.size()));
  if (fresh) function_.paths.push_back(known->first);
  return known->second;
}

bool SummaryBuilder::outlives(std::uint32_t path) const {
  for (bool behind_pointer = false; path != kNone;) {
    const PathFact& fact = function_.paths[path];
    switch (fact.kind) {
      case PathKind::variable:
      case PathKind::self:
      case PathKind::unresolved:
        return true;
      case PathKind::parameter:
      case PathKind::capture:
        return behind_pointer || fact.kind == PathKind::capture;
      case PathKind::call:
        if (fact.base == kNone) return true;
        break;
      case PathKind::dereference:
        behind_pointer = true;
        break;
      case PathKind::local:
        return behind_pointer;
      case PathKind::member:
      case PathKind::element:
        break;
      default:
        return false;
    }
    path = fact.base;
  }
  return false;
}

OperationFact& SummaryBuilder::add(OperationKind kind, clang::SourceLocation where) {
  OperationFact& operation = function_.blocks[current_].operations.emplace_back();
  operation.kind = kind;
  operation.unwind = unwind_;
  std::tie(operation.line, operation.column) = file_.place(where);
  return operation;
}

void SummaryBuilder::unknown(clang::SourceLocation where, std::string what) {
  add(OperationKind::unknown, where).text = std::move(what);
  function_.attributes |= attribute::partial;
}

std::uint32_t SummaryBuilder::new_block() {
  function_.blocks.emplace_back();
  return static_cast<std::uint32_t>(function_.blocks.size() - 1);
}

void SummaryBuilder::jump(std::uint32_t to) {
  BlockFact& block = function_.blocks[current_];
  block.end = BlockEnd::jump;
  block.successors = {to};
}

void SummaryBuilder::branch(ConditionFact condition, std::uint32_t yes, std::uint32_t no) {
  BlockFact& block = function_.blocks[current_];
  block.end = BlockEnd::branch;
  block.condition = std::move(condition);
  block.successors = {yes, no};
}

void SummaryBuilder::choose(ConditionFact condition, std::vector<ValueFact> cases, std::vector<std::uint32_t> to) {
  BlockFact& block = function_.blocks[current_];
  block.end = BlockEnd::choose;
  block.condition = std::move(condition);
  block.cases = std::move(cases);
  block.successors = std::move(to);
}

void SummaryBuilder::finish(BlockEnd end) {
  function_.blocks[current_].end = end;
  current_ = new_block();
}

void SummaryBuilder::live(std::uint32_t path, std::uint32_t destructor) {
  function_.unwinds.push_back(
      {.kind = UnwindKind::destroy, .parent = unwind_, .path = path, .callee = destructor, .handlers = {}});
  unwind_ = static_cast<std::uint32_t>(function_.unwinds.size() - 1);
}

std::uint32_t SummaryBuilder::enter_try(std::vector<HandlerFact> handlers) {
  function_.unwinds.push_back({.kind = UnwindKind::attempt, .parent = unwind_, .handlers = std::move(handlers)});
  return unwind_ = static_cast<std::uint32_t>(function_.unwinds.size() - 1);
}

void SummaryBuilder::enter_handler(std::uint32_t attempt, std::uint32_t handler) {
  function_.unwinds.push_back(
      {.kind = UnwindKind::handling, .parent = unwind_, .handlers = {}, .of = attempt, .handler = handler});
  unwind_ = static_cast<std::uint32_t>(function_.unwinds.size() - 1);
}

void SummaryBuilder::destroy_down_to(std::uint32_t unwind, clang::SourceLocation where) {
  const std::uint32_t here = unwind_;
  while (unwind_ != unwind && unwind_ != kNone) {
    const UnwindFact ending = function_.unwinds[unwind_];
    unwind_ = ending.parent;
    if (ending.kind != UnwindKind::destroy) continue;
    OperationFact& operation = add(OperationKind::destroy, where);
    operation.path = ending.path;
    operation.callee = ending.callee;
  }
  unwind_ = here;
}

std::uint32_t SummaryBuilder::common(std::uint32_t a, std::uint32_t b) const {
  std::set<std::uint32_t> of_a{kNone};
  for (; a != kNone; a = function_.unwinds[a].parent) of_a.insert(a);
  while (!of_a.contains(b)) b = function_.unwinds[b].parent;
  return b;
}

std::uint32_t SummaryBuilder::forwarded(std::uint32_t block) const {
  for (std::size_t steps = 0; steps < function_.blocks.size(); ++steps) {
    const BlockFact& b = function_.blocks[block];
    if (b.end != BlockEnd::jump || !b.operations.empty() || b.successors[0] == block) break;
    block = b.successors[0];
  }
  return block;
}

void SummaryBuilder::tidy() {
  auto& blocks = function_.blocks;
  for (auto& block : blocks)
    for (auto& successor : block.successors) successor = forwarded(successor);
  for (auto& unwind : function_.unwinds)
    for (auto& handler : unwind.handlers) handler.block = forwarded(handler.block);
  const std::uint32_t entry = forwarded(0);
  std::vector<bool> seen(blocks.size());
  std::vector<bool> met(function_.unwinds.size());
  std::vector<std::uint32_t> open{entry};
  seen[entry] = true;
  const auto reach = [&](std::uint32_t block) {
    if (!seen[block]) seen[block] = true, open.push_back(block);
  };
  while (!open.empty()) {
    const BlockFact& block = blocks[open.back()];
    open.pop_back();
    for (const auto successor : block.successors) reach(successor);
    for (const auto& operation : block.operations)
      for (auto u = operation.unwind; u != kNone && !met[u]; u = function_.unwinds[u].parent) {
        met[u] = true;
        for (const auto& handler : function_.unwinds[u].handlers) reach(handler.block);
      }
  }
  std::vector<std::uint32_t> number(blocks.size(), kNone);
  std::vector<BlockFact> kept;
  const auto keep = [&](std::uint32_t block) {
    number[block] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(blocks[block]));
  };
  keep(entry);
  for (std::uint32_t b = 0; b < blocks.size(); ++b)
    if (seen[b] && b != entry) keep(b);
  for (auto& block : kept)
    for (auto& successor : block.successors) successor = number[successor];
  for (auto& unwind : function_.unwinds)
    for (auto& handler : unwind.handlers) handler.block = number[handler.block];
  blocks = std::move(kept);
}

}  // namespace unknot
