// One function's fact in the making: blocks, operations, what is live, and the file's entities. It knows no expression.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/extract/cpp/summary_names.h"

namespace unknot {

/// The facts of one file in the making.
class FileSummary {
 public:
  FileSummary(SummaryNames& names, const clang::ASTContext& context, const ProjectFile& file)
      : names_(names), context_(context), file_(&file) {}

  std::uint32_t entity(EntityFact);
  std::uint32_t entity(const clang::NamedDecl* decl);
  std::uint32_t entity(clang::QualType type) { return entity(names_.entity(type)); }
  /// Line and column in this file: of the expansion, and where the text comes from another file, of what includes that.
  std::pair<std::uint32_t, std::uint32_t> place(clang::SourceLocation);
  /// The outermost macro whose expansion the location is in; empty: none.
  std::string macro_at(clang::SourceLocation);
  /// Notes the templates in the type that have a class of the project among their arguments.
  void note_instances(clang::QualType, clang::SourceLocation);
  void note_instance(const clang::NamedDecl* of, llvm::ArrayRef<clang::TemplateArgument>, clang::SourceLocation);
  SummaryNames& names() { return names_; }
  const clang::ASTContext& context() const { return context_; }

  FileFunctions facts;

 private:
  SummaryNames& names_;
  const clang::ASTContext& context_;
  const ProjectFile* file_;
  std::map<std::string, std::uint32_t> by_usr_;
  llvm::DenseMap<const clang::NamedDecl*, std::uint32_t> by_decl_;
};

/// Blocks and operations of one function, and what an exception would meet.
class SummaryBuilder {
 public:
  SummaryBuilder(FileSummary& file, FunctionFact& function) : file_(file), function_(function) { current_ = new_block(); }

  std::uint32_t path(PathFact);
  std::uint32_t step(PathKind kind, std::uint32_t base, std::uint32_t entity = kNone) {
    return path({.kind = kind, .base = base, .entity = entity, .index = 0, .name = "", .arguments = {}});
  }
  const PathFact& at(std::uint32_t path) const { return function_.paths[path]; }
  /// What stands at the path can be seen when the call is over.
  bool outlives(std::uint32_t path) const;

  OperationFact& add(OperationKind, clang::SourceLocation);
  void unknown(clang::SourceLocation, std::string what);

  std::uint32_t new_block();
  std::uint32_t block() const { return current_; }
  /// Operations go here from now on.
  void go_on_in(std::uint32_t block) { current_ = block; }
  void jump(std::uint32_t to);
  void branch(ConditionFact, std::uint32_t yes, std::uint32_t no);
  void choose(ConditionFact, std::vector<ValueFact> cases, std::vector<std::uint32_t> to);
  /// Ends the block; what follows cannot be reached.
  void finish(BlockEnd);

  std::uint32_t unwind() const { return unwind_; }
  void set_unwind(std::uint32_t unwind) { unwind_ = unwind; }
  /// The object lives from now on.
  void live(std::uint32_t path, std::uint32_t destructor);
  std::uint32_t enter_try(std::vector<HandlerFact>);
  void enter_handler(std::uint32_t attempt, std::uint32_t handler);
  /// Ends of the lives of what is live now and was not then, here on this way alone.
  void destroy_down_to(std::uint32_t unwind, clang::SourceLocation);
  /// The same, and they are over for what comes next.
  void end_scope(std::uint32_t unwind, clang::SourceLocation where) { destroy_down_to(unwind, where), unwind_ = unwind; }
  /// The innermost that both have.
  std::uint32_t common(std::uint32_t a, std::uint32_t b) const;

  std::uint32_t new_temporary() { return path({.kind = PathKind::temporary, .index = temporaries_++}); }

  /// Drops blocks that cannot be reached or hold nothing, and numbers the rest in the order in which they were made.
  void tidy();

  FileSummary& file() { return file_; }
  FunctionFact& function() { return function_; }

 private:
  std::uint32_t forwarded(std::uint32_t block) const;

  FileSummary& file_;
  FunctionFact& function_;
  std::map<PathFact, std::uint32_t> paths_;
  std::uint32_t current_ = 0;
  std::uint32_t unwind_ = kNone;
  std::uint32_t temporaries_ = 0;
};

}  // namespace unknot
