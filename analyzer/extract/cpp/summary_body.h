// Statements and expressions of one function => operations in its blocks.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/extract/cpp/summary_builder.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace unknot {

/// A lambda that was met, to be summarised behind its function.
struct MetLambda {
  const clang::LambdaExpr* expression = nullptr;
  std::uint32_t parent = kNone;  ///< entity
};

/// What is met in bodies and stands for itself.
struct MetInBodies {
  std::vector<MetLambda> lambdas;
  std::vector<const clang::CXXRecordDecl*> classes;
};

/// Without what changes neither the object nor the value.
const clang::Expr* bare(const clang::Expr*);

class SummaryBody {
 public:
  SummaryBody(FileSummary& file, FunctionFact& function, MetInBodies& met) : file_(file), out_(file, function), met_(met) {}

  /// `lambda`: whose call operator it is; nullptr: none.
  void function(const clang::FunctionDecl*, const clang::LambdaExpr* lambda);
  void initialiser(const clang::VarDecl*);
  void implicit_destructor(const clang::CXXRecordDecl*);
  void implicit_constructor(const clang::CXXRecordDecl*);

 private:
  struct Target {
    std::uint32_t block = kNone;
    std::uint32_t unwind = kNone;
  };
  struct Label {
    bool placed = false;
    Target target;
    std::vector<std::pair<Target, clang::SourceLocation>> waiting;  ///< jumps forward, each in its block
  };
  struct Switch {
    ConditionFact condition;
    std::vector<ValueFact> cases;
    std::vector<std::uint32_t> to;
    bool has_default = false;
  };

  // summary_statements.cpp
  void statement(const clang::Stmt*);
  void scoped(const clang::Stmt*);
  void declaration(const clang::Decl*);
  void variable(const clang::VarDecl*);
  void local_reference(const clang::VarDecl*, std::uint32_t own);
  void function_static(const clang::VarDecl*);
  void if_statement(const clang::IfStmt*);
  void loop(const clang::Stmt* body, const clang::Expr* condition, const clang::VarDecl* declared, const clang::Expr* increment,
            clang::SourceLocation end);
  void do_statement(const clang::DoStmt*);
  void range_for(const clang::CXXForRangeStmt*);
  void switch_statement(const clang::SwitchStmt*);
  void case_label(const clang::SwitchCase*);
  void return_statement(const clang::Expr* value, clang::SourceLocation);
  void leave(const Target&, clang::SourceLocation);
  void jump_to_label(const clang::LabelDecl*, clang::SourceLocation);
  void place_label(const clang::LabelDecl*);
  /// What happens where the handler of a function's own try ends.
  enum class Handlers { end, throw_on };
  /// `first`: what stands in the try before its block.
  void try_statement(const clang::CXXTryStmt*, Handlers at_end, llvm::function_ref<void()> first);
  /// An expression that stands for itself: its temporaries end with it.
  void full_expression(const clang::Expr*);
  std::uint32_t destructor_of(clang::QualType);
  void live_object(std::uint32_t path, clang::QualType);
  /// What the local holds for good, if it is never changed.
  void remember(const clang::VarDecl*, std::uint32_t path);

  // summary_members.cpp
  void body(const clang::FunctionDecl*);
  void constructor_start(const clang::CXXConstructorDecl*);
  void initialised_by(const clang::CXXCtorInitializer*);
  void default_members(const clang::CXXRecordDecl*, llvm::ArrayRef<const clang::CXXCtorInitializer*> written);
  std::uint32_t self_member(const clang::FieldDecl*);
  void live_members(const clang::CXXRecordDecl*);
  void parameters(const clang::FunctionDecl*);
  void end_of_function(clang::SourceLocation);
  void note_changes(const clang::Stmt* body);

  // summary_expressions.cpp, summary_places.cpp
  enum class Wanted { value, place };
  /// What the expression gives.
  ValueFact value(const clang::Expr*);
  /// The object that the expression stands for.
  std::uint32_t place(const clang::Expr*);
  void effect(const clang::Expr*);
  /// The stack is nearly used up: what is below is not looked at.
  bool too_deep(const clang::Expr*);
  /// Makes the object at `target` from the expression. `type`: of the object, where the expression may not know it.
  void initialise(std::uint32_t target, const clang::Expr*, clang::SourceLocation, clang::QualType type = {});
  /// Makes the reference at `target` stand for what the expression does.
  void bind(std::uint32_t target, const clang::Expr*, clang::SourceLocation);
  void condition(const clang::Expr*, std::uint32_t yes, std::uint32_t no);
  ConditionFact simple_condition(const clang::Expr*, bool& negated);
  ValueFact conditional(const clang::AbstractConditionalOperator*, Wanted);
  ValueFact logical(const clang::BinaryOperator*);
  void arm(std::uint32_t block, std::uint32_t temporary, const clang::Expr*, Wanted, std::uint32_t behind);
  ConditionFact compared(const ValueFact& left, const ValueFact& right, bool& negated);
  std::uint32_t declared(const clang::ValueDecl*, const clang::DeclRefExpr*);
  std::uint32_t captured(const clang::ValueDecl*);
  std::uint32_t unresolved(std::string name);
  std::uint32_t overloaded(const clang::OverloadExpr*);
  std::uint32_t one_of(const std::vector<const clang::NamedDecl*>&, const clang::Expr* named, std::string name);
  std::uint32_t guessed(const clang::CXXDependentScopeMemberExpr*);
  std::string instance_of(const clang::NamedDecl*) const;
  std::uint32_t member(const clang::MemberExpr*);
  std::uint32_t pointee(const clang::Expr* pointer);
  std::uint32_t pointee(const ValueFact&);
  ValueFact read(std::uint32_t path, clang::SourceLocation);
  ValueFact path_value(std::uint32_t path, ValueKind kind = ValueKind::path) const {
    return {.kind = kind, .path = path, .text = ""};
  }
  std::optional<ValueFact> constant(const clang::Expr*);
  std::uint32_t assignment(const clang::BinaryOperator*);
  ValueFact waited(const clang::Expr* operand, clang::SourceLocation);
  void children(const clang::Expr*);

  // summary_calls.cpp
  enum class Result { used, discarded };
  ValueFact call(const clang::CallExpr*, Result);
  std::uint32_t plain_call(const clang::CallExpr*, Result);
  std::optional<std::uint32_t> operator_call(const clang::CXXOperatorCallExpr*, Result);
  std::optional<ValueFact> known_call(const clang::CallExpr*);
  std::vector<ArgumentFact> arguments(llvm::ArrayRef<const clang::Expr*>);
  ValueFact argument(const clang::Expr*);
  ValueFact constructed(const clang::CXXConstructExpr*);
  void construct(std::uint32_t target, const clang::CXXConstructExpr*, clang::SourceLocation);
  void aggregate(std::uint32_t target, const clang::InitListExpr*, clang::SourceLocation);
  std::uint32_t aggregate_path(const clang::InitListExpr*);
  ValueFact made(const clang::CXXNewExpr*);
  void removed(const clang::CXXDeleteExpr*);
  std::uint32_t lambda(const clang::LambdaExpr*);
  void raise(const clang::CXXThrowExpr*);
  std::uint32_t indirect(const clang::Expr* callee);
  std::vector<std::uint32_t> class_arguments(const clang::FunctionDecl*);

  bool changed(const clang::VarDecl* variable) const { return changed_.contains(variable); }
  std::uint32_t local(const clang::VarDecl*);

  FileSummary& file_;
  SummaryBuilder out_;
  MetInBodies& met_;
  const clang::LambdaExpr* lambda_ = nullptr;
  const clang::FunctionDecl* declaration_ = nullptr;
  llvm::DenseMap<const clang::ValueDecl*, std::uint32_t> places_;  ///< of references, and of all locals
  std::map<std::uint32_t, ValueFact> values_;                      ///< by path: of locals that are never changed
  std::set<const clang::VarDecl*> changed_;                        ///< locals that get another value than their first
  llvm::DenseMap<const clang::Expr*, unsigned> arities_;  ///< arguments of calls by a name that depends on template arguments
  std::map<const clang::LabelDecl*, Label> labels_;
  std::vector<Target> breaks_, continues_;
  std::vector<Switch*> switches_;
  std::uint32_t parameters_live_ = kNone;  ///< unwinding: down to here when the function returns, parameters aside
  std::uint32_t members_live_ = kNone;     ///< members that live on when a constructor returns lie between the two
  std::uint32_t locals_ = 0;
  std::uint32_t lambda_count_ = 0;
};

}  // namespace unknot
