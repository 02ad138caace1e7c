// The beginning and the end of functions: parameters, members that are made by constructors and end with destructors.
#include "analyzer/extract/cpp/summary_body.h"
#include "clang/Basic/Stack.h"

namespace unknot {

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

namespace {

const clang::VarDecl* local_variable(const clang::Expr* expression) {
  const auto* reference = dyn_cast<clang::DeclRefExpr>(expression->IgnoreParens());
  const auto* variable = reference != nullptr ? dyn_cast<clang::VarDecl>(reference->getDecl()) : nullptr;
  return variable != nullptr && variable->isLocalVarDeclOrParm() ? variable : nullptr;
}

/// Which locals may get another value than their first: assigned, or given away in a way that lets others assign them.
class Changes {
 public:
  explicit Changes(std::set<const clang::VarDecl*>& changed) : changed_(changed) {}

  void visit(const clang::Stmt* stmt) {
    if (stmt == nullptr || clang::isStackNearlyExhausted()) return;
    if (const auto* binary = dyn_cast<clang::BinaryOperator>(stmt)) {
      if (binary->isAssignmentOp()) change(binary->getLHS());
    } else if (const auto* unary = dyn_cast<clang::UnaryOperator>(stmt)) {
      if (unary->isIncrementDecrementOp() || unary->getOpcode() == clang::UO_AddrOf) change(unary->getSubExpr());
    } else if (const auto* call = dyn_cast<clang::CallExpr>(stmt)) {
      // What is bound to a reference to const is seen through a cast.
      for (const auto* argument : call->arguments()) change_as_argument(argument);
      if (const auto* member = dyn_cast<clang::CXXMemberCallExpr>(call))
        if (const auto* method = member->getMethodDecl(); method == nullptr || !method->isConst())
          change(member->getImplicitObjectArgument());
    } else if (const auto* construction = dyn_cast<clang::CXXConstructExpr>(stmt)) {
      for (const auto* argument : construction->arguments()) change_as_argument(argument);
    }
    for (const auto* child : stmt->children()) visit(child);
  }

 private:
  void change(const clang::Expr* expression) {
    if (expression == nullptr) return;
    if (const auto* variable = local_variable(expression)) changed_.insert(variable);
  }
  void change_as_argument(const clang::Expr* expression) {
    if (expression->isGLValue() && !expression->getType().isConstQualified()) change(expression);
    // As it is given to a template that is not known yet.
    else if (expression->isTypeDependent()) change(expression);
  }

  std::set<const clang::VarDecl*>& changed_;
};

}  // namespace

void SummaryBody::note_changes(const clang::Stmt* body) { Changes(changed_).visit(body); }

void SummaryBody::function(const clang::FunctionDecl* decl, const clang::LambdaExpr* lambda) {
  declaration_ = decl;
  lambda_ = lambda;
  note_changes(decl->getBody());
  parameters(decl);
  const auto* constructor = dyn_cast<clang::CXXConstructorDecl>(decl);
  const auto* destructor = dyn_cast<clang::CXXDestructorDecl>(decl);
  const auto start = [&] {
    if (constructor != nullptr) constructor_start(constructor);
    if (destructor != nullptr) live_members(destructor->getParent());
  };
  if (const auto* attempt = dyn_cast<clang::CXXTryStmt>(decl->getBody())) {
    try_statement(attempt, constructor != nullptr || destructor != nullptr ? Handlers::throw_on : Handlers::end, start);
  } else {
    start();
    statement(decl->getBody());
  }
  end_of_function(decl->getBody()->getEndLoc());
  out_.tidy();
}

void SummaryBody::end_of_function(clang::SourceLocation where) {
  const auto here = out_.unwind();
  out_.destroy_down_to(members_live_, where);
  if (members_live_ != kNone) {
    out_.set_unwind(parameters_live_);
    out_.destroy_down_to(kNone, where);
  }
  out_.finish(BlockEnd::leave);
  out_.set_unwind(here);
}

void SummaryBody::parameters(const clang::FunctionDecl* decl) {
  for (const auto* parameter : decl->parameters()) {
    const auto type = parameter->getType();
    const bool rvalue = type->isRValueReferenceType();
    const Passing passing = !type->isReferenceType()                        ? Passing::value
                            : rvalue                                        ? Passing::rvalue
                            : type.getNonReferenceType().isConstQualified() ? Passing::constant_reference
                                                                            : Passing::reference;
    out_.function().parameters.push_back({parameter->getNameAsString(), type_text(type, file_.context()), passing});
    auto path = out_.path(
        {.kind = PathKind::parameter, .index = parameter->getFunctionScopeIndex(), .name = parameter->getNameAsString()});
    if (type->isReferenceType()) path = out_.step(PathKind::dereference, path);
    places_[parameter] = path;
    if (!type->isReferenceType()) live_object(path, type);
  }
  parameters_live_ = out_.unwind();
}

void SummaryBody::live_members(const clang::CXXRecordDecl* record) {
  const auto self = out_.path({.kind = PathKind::self});
  const auto base = [&](const clang::CXXBaseSpecifier& specifier) {
    if (const auto destructor = destructor_of(specifier.getType()); destructor != kNone) out_.live(self, destructor);
  };
  for (const auto& specifier : record->vbases()) base(specifier);
  for (const auto& specifier : record->bases())
    if (!specifier.isVirtual()) base(specifier);
  for (const auto* field : record->fields()) live_object(self_member(field), field->getType());
}

std::uint32_t SummaryBody::self_member(const clang::FieldDecl* field) {
  return out_.step(PathKind::member, out_.path({.kind = PathKind::self}), file_.entity(field));
}

void SummaryBody::initialised_by(const clang::CXXCtorInitializer* init) {
  const auto before = out_.unwind();
  const auto where = init->isWritten() ? init->getSourceLocation() : declaration_->getLocation();
  if (const auto* field = init->getAnyMember()) {
    const auto path = self_member(field);
    if (field->getType()->isReferenceType()) bind(path, init->getInit(), where);
    else initialise(path, init->getInit(), where, field->getType());
    out_.end_scope(before, init->getInit()->getEndLoc());
    return live_object(path, field->getType());
  }
  const auto self = out_.path({.kind = PathKind::self});
  const clang::QualType type =
      init->isDelegatingInitializer() ? init->getTypeSourceInfo()->getType() : clang::QualType(init->getBaseClass(), 0);
  initialise(self, init->getInit(), where);
  for (auto& operation : out_.function().blocks[out_.block()].operations)
    if (operation.kind == OperationKind::construct && operation.path == self) operation.flags |= operation::delegated;
  out_.end_scope(before, init->getInit()->getEndLoc());
  if (const auto destructor = destructor_of(type); destructor != kNone) out_.live(self, destructor);
}

void SummaryBody::default_members(const clang::CXXRecordDecl* record, llvm::ArrayRef<const clang::CXXCtorInitializer*> written) {
  // Nobody listed what a template's constructor, or one that was not needed yet, does by itself.
  for (const auto* init : written)
    if (init->isBaseInitializer()) initialised_by(init);
  for (const auto* field : record->fields()) {
    const auto own = llvm::find_if(written, [&](const clang::CXXCtorInitializer* init) { return init->getAnyMember() == field; });
    if (own != written.end()) {
      initialised_by(*own);
      continue;
    }
    const auto before = out_.unwind();
    const auto path = self_member(field);
    if (const auto* init = field->hasInClassInitializer() ? field->getInClassInitializer() : nullptr) {
      if (field->getType()->isReferenceType()) bind(path, init, field->getLocation());
      else initialise(path, init, field->getLocation(), field->getType());
      out_.end_scope(before, init->getEndLoc());
    } else if (const auto* of = class_of(field->getType());
               of != nullptr && field->getType()->isRecordType() && !file_.names().outside(of)) {
      if (of = of->getDefinition(); of != nullptr && !of->hasTrivialDefaultConstructor()) {
        const auto callee = file_.entity(file_.names().implicit_member(of, /*destructor=*/false));
        OperationFact& operation = out_.add(OperationKind::construct, field->getLocation());
        operation.path = path;
        operation.callee = callee;
      }
    }
    live_object(path, field->getType());
  }
}

void SummaryBody::constructor_start(const clang::CXXConstructorDecl* constructor) {
  const std::vector<const clang::CXXCtorInitializer*> inits(constructor->init_begin(), constructor->init_end());
  if (constructor->isDependentContext() && !constructor->isDelegatingConstructor())
    default_members(constructor->getParent(), inits);
  else
    for (const auto* init : inits) initialised_by(init);
  members_live_ = out_.unwind();
  if (members_live_ == parameters_live_) members_live_ = kNone;
}

void SummaryBody::initialiser(const clang::VarDecl* decl) {
  note_changes(decl->getInit());
  const auto path = out_.path({.kind = PathKind::variable, .entity = file_.entity(decl)});
  const auto before = out_.unwind();
  if (decl->getType()->isReferenceType()) {
    bind(path, decl->getInit(), decl->getLocation());
  } else {
    initialise(path, decl->getInit(), decl->getLocation());
  }
  out_.end_scope(before, decl->getEndLoc());
  end_of_function(decl->getEndLoc());
  out_.tidy();
}

void SummaryBody::implicit_destructor(const clang::CXXRecordDecl* record) {
  live_members(record);
  out_.end_scope(kNone, record->getLocation());
  end_of_function(record->getLocation());
  out_.tidy();
}

void SummaryBody::implicit_constructor(const clang::CXXRecordDecl* record) {
  for (const auto& base : record->bases()) {
    const auto* of = class_of(base.getType());
    if (of == nullptr || file_.names().outside(of)) continue;
    if (of = of->getDefinition(); of == nullptr || of->hasTrivialDefaultConstructor()) continue;
    const auto callee = file_.entity(file_.names().implicit_member(of, /*destructor=*/false));
    OperationFact& operation = out_.add(OperationKind::construct, record->getLocation());
    operation.path = out_.path({.kind = PathKind::self});
    operation.callee = callee;
    operation.flags = operation::delegated;
  }
  default_members(record, {});
  members_live_ = out_.unwind();
  end_of_function(record->getLocation());
  out_.tidy();
}

}  // namespace unknot
