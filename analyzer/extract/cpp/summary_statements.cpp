// Statements => blocks.
#include "analyzer/extract/cpp/summary_body.h"
#include "clang/Basic/Stack.h"

namespace unknot {

using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;

void SummaryBody::scoped(const clang::Stmt* stmt) {
  if (stmt == nullptr) return;
  const auto before = out_.unwind();
  statement(stmt);
  out_.end_scope(before, stmt->getEndLoc());
}

void SummaryBody::full_expression(const clang::Expr* expression) {
  const auto before = out_.unwind();
  effect(expression);
  out_.end_scope(before, expression->getEndLoc());
}

void SummaryBody::statement(const clang::Stmt* stmt) {
  if (stmt == nullptr) return;
  if (clang::isStackNearlyExhausted()) return out_.unknown(stmt->getBeginLoc(), "too deep");
  if (const auto* expression = dyn_cast<clang::Expr>(stmt)) return full_expression(expression);
  switch (stmt->getStmtClass()) {
    case clang::Stmt::NullStmtClass:
      return;
    case clang::Stmt::CompoundStmtClass: {
      const auto before = out_.unwind();
      for (const auto* child : cast<clang::CompoundStmt>(stmt)->body()) statement(child);
      return out_.end_scope(before, stmt->getEndLoc());
    }
    case clang::Stmt::DeclStmtClass:
      for (const auto* decl : cast<clang::DeclStmt>(stmt)->decls()) declaration(decl);
      return;
    case clang::Stmt::AttributedStmtClass:
      return statement(cast<clang::AttributedStmt>(stmt)->getSubStmt());
    case clang::Stmt::IfStmtClass:
      return if_statement(cast<clang::IfStmt>(stmt));
    case clang::Stmt::WhileStmtClass: {
      const auto* loop_stmt = cast<clang::WhileStmt>(stmt);
      return loop(loop_stmt->getBody(), loop_stmt->getCond(), loop_stmt->getConditionVariable(), nullptr, stmt->getEndLoc());
    }
    case clang::Stmt::ForStmtClass: {
      const auto* loop_stmt = cast<clang::ForStmt>(stmt);
      const auto before = out_.unwind();
      statement(loop_stmt->getInit());
      loop(loop_stmt->getBody(), loop_stmt->getCond(), loop_stmt->getConditionVariable(), loop_stmt->getInc(), stmt->getEndLoc());
      return out_.end_scope(before, stmt->getEndLoc());
    }
    case clang::Stmt::DoStmtClass:
      return do_statement(cast<clang::DoStmt>(stmt));
    case clang::Stmt::CXXForRangeStmtClass:
      return range_for(cast<clang::CXXForRangeStmt>(stmt));
    case clang::Stmt::SwitchStmtClass:
      return switch_statement(cast<clang::SwitchStmt>(stmt));
    case clang::Stmt::CaseStmtClass:
    case clang::Stmt::DefaultStmtClass:
      case_label(cast<clang::SwitchCase>(stmt));
      return statement(cast<clang::SwitchCase>(stmt)->getSubStmt());
    case clang::Stmt::BreakStmtClass:
      if (!breaks_.empty()) leave(breaks_.back(), stmt->getBeginLoc());
      return;
    case clang::Stmt::ContinueStmtClass:
      if (!continues_.empty()) leave(continues_.back(), stmt->getBeginLoc());
      return;
    case clang::Stmt::ReturnStmtClass:
      return return_statement(cast<clang::ReturnStmt>(stmt)->getRetValue(), stmt->getBeginLoc());
    case clang::Stmt::CoreturnStmtClass:
      return return_statement(cast<clang::CoreturnStmt>(stmt)->getOperand(), stmt->getBeginLoc());
    case clang::Stmt::CoroutineBodyStmtClass:
      return statement(cast<clang::CoroutineBodyStmt>(stmt)->getBody());
    case clang::Stmt::GotoStmtClass:
      return jump_to_label(cast<clang::GotoStmt>(stmt)->getLabel(), stmt->getBeginLoc());
    case clang::Stmt::LabelStmtClass:
      place_label(cast<clang::LabelStmt>(stmt)->getDecl());
      return statement(cast<clang::LabelStmt>(stmt)->getSubStmt());
    case clang::Stmt::CXXTryStmtClass:
      return try_statement(cast<clang::CXXTryStmt>(stmt), Handlers::end, [] {});
    case clang::Stmt::GCCAsmStmtClass: {
      // One without operands changes nothing that the function can name: a breakpoint, a fence, a pause.
      const auto* assembly = cast<clang::GCCAsmStmt>(stmt);
      if (assembly->getNumOutputs() + assembly->getNumInputs() + assembly->getNumLabels() == 0) return;
      break;
    }
    default:
      break;
  }
  // Jumps to computed places, assembly, statements of other languages.
  out_.unknown(stmt->getBeginLoc(), stmt->getStmtClassName());
  if (isa<clang::IndirectGotoStmt>(stmt)) out_.finish(BlockEnd::stop);
}

void SummaryBody::declaration(const clang::Decl* decl) {
  if (const auto* declared = dyn_cast<clang::VarDecl>(decl)) return variable(declared);
  if (const auto* record = dyn_cast<clang::CXXRecordDecl>(decl); record != nullptr && record->isThisDeclarationADefinition())
    met_.classes.push_back(record);
}

std::uint32_t SummaryBody::local(const clang::VarDecl* decl) {
  const auto [known, fresh] = places_.try_emplace(decl, kNone);
  if (fresh) {
    const auto path = out_.path({.kind = PathKind::local, .index = locals_++, .name = decl->getNameAsString()});
    places_[decl] = path;
    return path;
  }
  return known->second;
}

std::uint32_t SummaryBody::destructor_of(clang::QualType type) {
  if (type->isReferenceType() || type->isPointerType()) return kNone;
  const auto* record = class_of(type);
  record = record != nullptr ? record->getDefinition() : nullptr;
  if (record == nullptr || record->isLambda()) return kNone;
  if (const auto* written = record->getDestructor(); written != nullptr && written->isUserProvided())
    return file_.entity(written);
  // Of a template it is not known yet.
  if (record->isDependentContext() ? file_.names().outside(record) : record->hasTrivialDestructor()) return kNone;
  return file_.entity(file_.names().implicit_member(record, /*destructor=*/true));
}

void SummaryBody::live_object(std::uint32_t path, clang::QualType type) {
  if (const auto destructor = destructor_of(type); destructor != kNone) out_.live(path, destructor);
}

void SummaryBody::variable(const clang::VarDecl* decl) {
  if (decl->isStaticLocal()) return function_static(decl);
  if (decl->hasExternalStorage()) return;
  file_.note_instances(decl->getType(), decl->getLocation());
  const auto before = out_.unwind();
  if (decl->getType()->isReferenceType()) {
    local_reference(decl, before);
  } else {
    const auto path = local(decl);
    const clang::Expr* init = decl->getInit();
    if (init != nullptr) initialise(path, init, decl->getLocation(), decl->getType());
    if (init != nullptr) remember(decl, path);
    out_.end_scope(before, init != nullptr ? init->getEndLoc() : decl->getEndLoc());
    live_object(path, decl->getType());
  }
  if (const auto* bindings = dyn_cast<clang::DecompositionDecl>(decl))
    for (const auto* binding : bindings->bindings())
      if (const auto* holder = binding->getHoldingVar()) variable(holder);
}

void SummaryBody::remember(const clang::VarDecl* decl, std::uint32_t path) {
  const auto& operations = out_.function().blocks[out_.block()].operations;
  if (changed(decl) || operations.empty() || operations.back().kind != OperationKind::assign || operations.back().path != path)
    return;
  const ValueFact& given = operations.back().value;
  if (given.path == kNone) return;
  // What was copied from another local is what that one holds for good, or nothing is known.
  const PathFact& from = out_.at(given.path);
  if (given.kind == ValueKind::path && from.kind == PathKind::local) {
    if (const auto known = values_.find(given.path); known != values_.end()) values_[path] = known->second;
    return;
  }
  const bool parameter = from.kind == PathKind::parameter && declaration_ != nullptr && from.index < declaration_->getNumParams();
  if (parameter && changed(declaration_->getParamDecl(from.index))) return;
  values_[path] = given;
}

void SummaryBody::local_reference(const clang::VarDecl* decl, std::uint32_t before) {
  const clang::Expr* init = decl->getInit();
  const clang::Expr* made = init;
  while (made != nullptr) {
    if (const auto* cleanups = dyn_cast<clang::ExprWithCleanups>(made)) made = cleanups->getSubExpr();
    else if (const auto* cast_expression = dyn_cast<clang::ImplicitCastExpr>(made);
             cast_expression != nullptr && made->isGLValue())
      made = cast_expression->getSubExpr();
    else break;
  }
  if (const auto* temporary = dyn_cast_or_null<clang::MaterializeTemporaryExpr>(made)) {
    // The reference keeps it alive: it is a local that has no other name.
    const auto path = local(decl);
    initialise(path, temporary->getSubExpr(), decl->getLocation());
    out_.end_scope(before, init->getEndLoc());
    return live_object(path, temporary->getType());
  }
  std::uint32_t stands_for = kNone;
  if (init != nullptr && !init->isTypeDependent()) stands_for = place(init);
  else if (init != nullptr) stands_for = pointee(ValueFact{.kind = ValueKind::address, .path = place(init)});
  out_.end_scope(before, decl->getEndLoc());
  if (stands_for != kNone) places_[decl] = stands_for;
  else local(decl);
}

void SummaryBody::function_static(const clang::VarDecl* decl) {
  file_.note_instances(decl->getType(), decl->getLocation());
  const clang::Expr* init = decl->getInit();
  if (init == nullptr) return;
  const auto path = out_.path({.kind = PathKind::variable, .entity = file_.entity(decl)});
  const auto first = out_.new_block(), behind = out_.new_block();
  out_.branch({.kind = ConditionKind::once, .path = path}, first, behind);
  out_.go_on_in(first);
  const auto before = out_.unwind();
  if (decl->getType()->isReferenceType()) {
    bind(path, init, decl->getLocation());
  } else {
    initialise(path, init, decl->getLocation());
  }
  out_.end_scope(before, init->getEndLoc());
  out_.jump(behind);
  out_.go_on_in(behind);
}

void SummaryBody::if_statement(const clang::IfStmt* stmt) {
  const auto before = out_.unwind();
  statement(stmt->getInit());
  if (stmt->isConsteval()) {
    // At run time the other branch is taken.
    statement(stmt->isNegatedConsteval() ? stmt->getThen() : stmt->getElse());
    return out_.end_scope(before, stmt->getEndLoc());
  }
  if (stmt->isConstexpr() && !stmt->getCond()->isValueDependent()) {
    if (const auto taken = stmt->getNondiscardedCase(file_.context())) statement(*taken);
    return out_.end_scope(before, stmt->getEndLoc());
  }
  if (const auto* declared = stmt->getConditionVariable()) variable(declared);
  const auto yes = out_.new_block(), no = out_.new_block(), behind = out_.new_block();
  condition(stmt->getCond(), yes, no);
  out_.go_on_in(yes);
  scoped(stmt->getThen());
  out_.jump(behind);
  out_.go_on_in(no);
  scoped(stmt->getElse());
  out_.jump(behind);
  out_.go_on_in(behind);
  out_.end_scope(before, stmt->getEndLoc());
}

void SummaryBody::loop(const clang::Stmt* body, const clang::Expr* test, const clang::VarDecl* declared,
                       const clang::Expr* increment, clang::SourceLocation end) {
  const auto around = out_.unwind();
  const auto head = out_.new_block(), inside = out_.new_block(), step = out_.new_block(), behind = out_.new_block(),
             out = out_.new_block();
  out_.jump(head);
  out_.go_on_in(head);
  if (declared != nullptr) variable(declared);
  const auto each_time = out_.unwind();
  if (test != nullptr) condition(test, inside, out);
  else out_.jump(inside);
  out_.go_on_in(inside);
  breaks_.push_back({behind, around});
  continues_.push_back({step, each_time});
  scoped(body);
  breaks_.pop_back();
  continues_.pop_back();
  out_.jump(step);
  out_.go_on_in(step);
  if (increment != nullptr) full_expression(increment);
  out_.destroy_down_to(around, end);
  out_.jump(head);
  out_.go_on_in(out);
  out_.end_scope(around, end);
  out_.jump(behind);
  out_.go_on_in(behind);
}

void SummaryBody::do_statement(const clang::DoStmt* stmt) {
  const auto inside = out_.new_block(), test = out_.new_block(), behind = out_.new_block();
  out_.jump(inside);
  out_.go_on_in(inside);
  breaks_.push_back({behind, out_.unwind()});
  continues_.push_back({test, out_.unwind()});
  scoped(stmt->getBody());
  breaks_.pop_back();
  continues_.pop_back();
  out_.jump(test);
  out_.go_on_in(test);
  condition(stmt->getCond(), inside, behind);
  out_.go_on_in(behind);
}

void SummaryBody::range_for(const clang::CXXForRangeStmt* stmt) {
  const auto around = out_.unwind();
  statement(stmt->getInit());
  const clang::Expr* range = stmt->getRangeInit();
  const clang::Expr* made = range;
  while (made != nullptr && isa<clang::ExprWithCleanups, clang::ImplicitCastExpr, clang::ParenExpr>(made))
    made = isa<clang::ExprWithCleanups>(made) ? cast<clang::ExprWithCleanups>(made)->getSubExpr() : made->IgnoreParenImpCasts();
  std::uint32_t elements = kNone;
  if (range->isGLValue() && !isa<clang::MaterializeTemporaryExpr>(made)) {
    elements = place(range);
  } else {
    elements = out_.new_temporary();
    initialise(elements, range, range->getBeginLoc());
    live_object(elements, range->getType());
  }
  const auto element = out_.step(PathKind::element, elements);
  const auto head = out_.new_block(), inside = out_.new_block(), behind = out_.new_block();
  out_.jump(head);
  out_.go_on_in(head);
  out_.branch({.kind = ConditionKind::iterate, .path = elements}, inside, behind);
  out_.go_on_in(inside);
  const auto each_time = out_.unwind();
  const clang::VarDecl* variable_ = stmt->getLoopVariable();
  if (variable_->getType()->isReferenceType()) {
    places_[variable_] = element;
  } else {
    const auto path = local(variable_);
    OperationFact& operation = out_.add(OperationKind::assign, variable_->getLocation());
    operation.path = path;
    operation.value = path_value(element);
    live_object(path, variable_->getType());
  }
  if (const auto* bindings = dyn_cast<clang::DecompositionDecl>(variable_))
    for (const auto* binding : bindings->bindings())
      if (const auto* holder = binding->getHoldingVar()) variable(holder);
  breaks_.push_back({behind, each_time});
  continues_.push_back({head, each_time});
  scoped(stmt->getBody());
  breaks_.pop_back();
  continues_.pop_back();
  out_.end_scope(each_time, stmt->getEndLoc());
  out_.jump(head);
  out_.go_on_in(behind);
  out_.end_scope(around, stmt->getEndLoc());
}

void SummaryBody::switch_statement(const clang::SwitchStmt* stmt) {
  const auto around = out_.unwind();
  statement(stmt->getInit());
  if (const auto* declared = stmt->getConditionVariable()) variable(declared);
  Switch open;
  const auto temporaries = out_.unwind();
  const ValueFact chosen = value(stmt->getCond());
  out_.end_scope(temporaries, stmt->getCond()->getEndLoc());
  const auto head = out_.block(), behind = out_.new_block();
  open.condition = {.kind = ConditionKind::other, .path = chosen.path};
  breaks_.push_back({behind, out_.unwind()});
  switches_.push_back(&open);
  out_.go_on_in(out_.new_block());  // what stands before the first label is not reached
  scoped(stmt->getBody());
  switches_.pop_back();
  breaks_.pop_back();
  out_.jump(behind);
  if (!open.has_default) open.cases.emplace_back(), open.to.push_back(behind);
  out_.go_on_in(head);
  out_.choose(open.condition, std::move(open.cases), std::move(open.to));
  out_.go_on_in(behind);
  out_.end_scope(around, stmt->getEndLoc());
}

void SummaryBody::case_label(const clang::SwitchCase* label) {
  if (switches_.empty()) return;
  Switch& open = *switches_.back();
  const auto block = out_.new_block();
  out_.jump(block);
  out_.go_on_in(block);
  open.to.push_back(block);
  const auto* named = dyn_cast<clang::CaseStmt>(label);
  if (named == nullptr) open.has_default = true;
  open.cases.push_back(named != nullptr && named->getRHS() == nullptr
                           ? constant(named->getLHS()).value_or(ValueFact{.kind = ValueKind::number, .text = "?"})
                       : named != nullptr ? ValueFact{.kind = ValueKind::number, .text = "..."}
                                          : ValueFact{});
}

void SummaryBody::return_statement(const clang::Expr* given, clang::SourceLocation where) {
  const auto before = out_.unwind();
  ValueFact result;
  if (given != nullptr)
    result = declaration_ != nullptr && declaration_->getReturnType()->isReferenceType() && given->isGLValue()
                 ? path_value(place(given), ValueKind::reference)
                 : value(given);
  OperationFact& operation = out_.add(OperationKind::give, where);
  operation.value = result;
  out_.end_scope(before, where);
  end_of_function(where);
}

void SummaryBody::leave(const Target& target, clang::SourceLocation where) {
  out_.destroy_down_to(target.unwind, where);
  out_.jump(target.block);
  out_.go_on_in(out_.new_block());
}

void SummaryBody::jump_to_label(const clang::LabelDecl* decl, clang::SourceLocation where) {
  Label& label = labels_[decl];
  if (label.placed) return leave(label.target, where);
  label.waiting.emplace_back(Target{out_.block(), out_.unwind()}, where);
  out_.go_on_in(out_.new_block());
}

void SummaryBody::place_label(const clang::LabelDecl* decl) {
  Label& label = labels_[decl];
  const auto block = out_.new_block();
  out_.jump(block);
  label.placed = true;
  label.target = {block, out_.unwind()};
  // No object's beginning can be jumped over, so all that lives here lives where the jump starts.
  const auto here = out_.unwind();
  for (const auto& [from, where] : label.waiting) {
    out_.go_on_in(from.block);
    out_.set_unwind(from.unwind);
    out_.destroy_down_to(out_.common(from.unwind, here), where);
    out_.jump(block);
  }
  label.waiting.clear();
  out_.set_unwind(here);
  out_.go_on_in(block);
}

void SummaryBody::try_statement(const clang::CXXTryStmt* stmt, Handlers at_end, llvm::function_ref<void()> first) {
  const auto around = out_.unwind();
  std::vector<HandlerFact> handlers;
  for (unsigned h = 0; h < stmt->getNumHandlers(); ++h) {
    const auto type = stmt->getHandler(h)->getCaughtType();
    handlers.push_back({type.isNull() ? kNone : file_.entity(type), out_.new_block()});
  }
  const auto behind = out_.new_block();
  const auto attempt = out_.enter_try(handlers);
  first();
  scoped(stmt->getTryBlock());
  if (declaration_ != nullptr && isa<clang::CXXDestructorDecl>(declaration_))
    out_.end_scope(attempt, stmt->getTryBlock()->getEndLoc());
  out_.set_unwind(around);
  out_.jump(behind);
  for (unsigned h = 0; h < stmt->getNumHandlers(); ++h) {
    const clang::CXXCatchStmt* handler = stmt->getHandler(h);
    out_.go_on_in(handlers[h].block);
    out_.set_unwind(around);
    out_.enter_handler(attempt, h);
    if (const auto* caught = handler->getExceptionDecl()) places_[caught] = out_.path({.kind = PathKind::caught});
    statement(handler->getHandlerBlock());
    if (at_end == Handlers::throw_on) {
      out_.add(OperationKind::reraise, handler->getEndLoc());
      out_.finish(BlockEnd::unwind);
    }
    out_.end_scope(around, handler->getEndLoc());
    out_.jump(behind);
  }
  out_.go_on_in(behind);
}

}  // namespace unknot
