// Expressions that stand for objects => access paths; how objects are made; conditions => branches.
#include "analyzer/extract/cpp/summary_body.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Sema/HeuristicResolver.h"

namespace unknot {

using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;

namespace {

/// As it is written: two tests with the same words and nothing new between them come out the same.
std::string words_of(const clang::Expr* expression, const clang::ASTContext& context) {
  constexpr std::size_t kLongest = 200;
  const auto& sources = context.getSourceManager();
  const auto range = sources.getExpansionRange(expression->getSourceRange());
  const llvm::StringRef text = clang::Lexer::getSourceText(range, sources, context.getLangOpts());
  return text.size() > kLongest ? "" : text.str();
}

/// "<A, B>": which of a template's instances it is; empty: none.
std::string instance_text(const clang::NamedDecl* decl, const clang::ASTContext& context) {
  const clang::TemplateArgumentList* arguments = nullptr;
  if (const auto* owner = dyn_cast<clang::ClassTemplateSpecializationDecl>(decl->getDeclContext()))
    arguments = &owner->getTemplateArgs();
  if (const auto* function = dyn_cast<clang::FunctionDecl>(decl))
    if (const auto* own = function->getTemplateSpecializationArgs()) arguments = own;
  if (const auto* variable = dyn_cast<clang::VarTemplateSpecializationDecl>(decl)) arguments = &variable->getTemplateArgs();
  if (arguments == nullptr) return "";
  std::string out;
  llvm::raw_string_ostream stream(out);
  clang::PrintingPolicy policy(context.getLangOpts());
  policy.FullyQualifiedName = true;
  policy.AnonymousTagLocations = false;
  clang::printTemplateArgumentList(stream, arguments->asArray(), policy);
  return out;
}

}  // namespace

std::string SummaryBody::instance_of(const clang::NamedDecl* decl) const {
  const auto* variable = dyn_cast<clang::VarDecl>(decl);
  const auto* function = dyn_cast<clang::FunctionDecl>(decl);
  const auto* method = dyn_cast<clang::CXXMethodDecl>(decl);
  // Which part of a tuple it is.
  if (const auto* arguments = function != nullptr ? function->getTemplateSpecializationArgs() : nullptr)
    if (arguments->size() > 0 && arguments->get(0).getKind() == clang::TemplateArgument::Integral)
      return "<" + llvm::toString(arguments->get(0).getAsIntegral(), 10) + ">";
  // Only what may be a place of its own: a variable, or a function that may give one.
  if (variable == nullptr && (function == nullptr || function->getNumParams() > 0 || (method != nullptr && !method->isStatic())))
    return "";
  return instance_text(decl, file_.context());
}

std::uint32_t SummaryBody::unresolved(std::string name) {
  return out_.path({.kind = PathKind::unresolved,
                    .entity = file_.entity(EntityFact{.usr = "?:" + name, .name = name, .kind = EntityKind::unresolved})});
}

std::uint32_t SummaryBody::captured(const clang::ValueDecl* decl) {
  if (lambda_ == nullptr) return kNone;
  std::uint32_t index = 0;
  for (const auto& capture : lambda_->captures()) {
    if (capture.capturesVariable() && capture.getCapturedVar() == decl) {
      const auto path = out_.path({.kind = PathKind::capture, .index = index, .name = decl->getNameAsString()});
      return capture.getCaptureKind() == clang::LCK_ByRef ? out_.step(PathKind::dereference, path) : path;
    }
    ++index;
  }
  return kNone;
}

std::uint32_t SummaryBody::declared(const clang::ValueDecl* decl, const clang::DeclRefExpr* reference) {
  if (reference->refersToEnclosingVariableOrCapture() ||
      (lambda_ != nullptr && !places_.contains(decl) && !isa<clang::FunctionDecl>(decl)))
    if (const auto path = captured(decl); path != kNone) return path;
  if (const auto known = places_.find(decl); known != places_.end()) return known->second;
  if (const auto* binding = dyn_cast<clang::BindingDecl>(decl)) {
    if (binding->getBinding() != nullptr && !binding->getBinding()->isTypeDependent()) return place(binding->getBinding());
    const auto* whole = dyn_cast_or_null<clang::VarDecl>(binding->getDecomposedDecl());
    const auto base = whole != nullptr ? local(whole) : out_.path({.kind = PathKind::unknown});
    return out_.step(
        PathKind::member, base,
        file_.entity(
            EntityFact{.usr = "?:" + decl->getNameAsString(), .name = decl->getNameAsString(), .kind = EntityKind::unresolved}));
  }
  if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
    if (isa<clang::ParmVarDecl>(variable)) return out_.path({.kind = PathKind::unknown, .name = decl->getNameAsString()});
    if (variable->hasGlobalStorage() || variable->hasExternalStorage()) {
      const auto path = out_.path({.kind = PathKind::variable, .entity = file_.entity(variable), .name = instance_of(variable)});
      return variable->getType()->isReferenceType() ? out_.step(PathKind::dereference, path) : path;
    }
    return local(variable);
  }
  if (const auto* function = dyn_cast<clang::FunctionDecl>(decl))
    return out_.path({.kind = PathKind::function, .entity = file_.entity(function)});
  if (isa<clang::FieldDecl, clang::IndirectFieldDecl>(decl))
    return out_.path({.kind = PathKind::function, .entity = file_.entity(decl)});
  return unresolved(decl->getNameAsString());
}

std::uint32_t SummaryBody::member(const clang::MemberExpr* expression) {
  const clang::ValueDecl* decl = expression->getMemberDecl();
  const auto* base = expression->getBase();
  if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
    effect(base);
    const auto path = out_.path({.kind = PathKind::variable, .entity = file_.entity(variable), .name = instance_of(variable)});
    return variable->getType()->isReferenceType() ? out_.step(PathKind::dereference, path) : path;
  }
  std::uint32_t object = kNone;
  if (expression->isArrow()) object = pointee(base);
  else object = place(base);
  const auto* field = dyn_cast<clang::FieldDecl>(decl);
  if (field == nullptr) return out_.step(PathKind::member, object, file_.entity(decl));
  // Members of anonymous structs and unions stand directly in what is around them.
  if (field->isAnonymousStructOrUnion()) return object;
  const auto path = out_.step(PathKind::member, object, file_.entity(field));
  return field->getType()->isReferenceType() ? out_.step(PathKind::dereference, path) : path;
}

std::uint32_t SummaryBody::place(const clang::Expr* expression) {
  if (too_deep(expression)) return out_.path({.kind = PathKind::unknown});
  expression = bare(expression);
  if (const auto* reference = dyn_cast<clang::DeclRefExpr>(expression)) return declared(reference->getDecl(), reference);
  if (const auto* member_expression = dyn_cast<clang::MemberExpr>(expression)) return member(member_expression);
  if (const auto* conversion = dyn_cast<clang::CastExpr>(expression)) {
    const auto* sub = conversion->getSubExpr();
    if (conversion->getCastKind() != clang::CK_UserDefinedConversion &&
        (sub->isGLValue() || conversion->getCastKind() == clang::CK_Dependent) && conversion->isGLValue())
      return place(sub);
  }
  if (const auto* unary = dyn_cast<clang::UnaryOperator>(expression)) {
    if (unary->getOpcode() == clang::UO_Deref) return pointee(unary->getSubExpr());
    if (unary->getOpcode() == clang::UO_Real || unary->getOpcode() == clang::UO_Imag || unary->getOpcode() == clang::UO_Extension)
      return place(unary->getSubExpr());
  }
  if (const auto* subscript = dyn_cast<clang::ArraySubscriptExpr>(expression)) {
    // What depends on template arguments tells no array from an index.
    const bool is_known = !subscript->isTypeDependent();
    const auto* base = bare(is_known ? subscript->getBase() : subscript->getLHS());
    if (!is_known && !base->getType()->isPointerType() && !base->getType()->isArrayType()) {
      const auto whole = place(base);
      const auto at = value(subscript->getRHS());
      return out_.path({.kind = PathKind::element, .base = whole, .arguments = {{.value = at}}});
    }
    const auto* decay = dyn_cast<clang::ImplicitCastExpr>(base);
    const bool array =
        decay != nullptr && decay->getCastKind() == clang::CK_ArrayToPointerDecay && decay->getSubExpr()->isGLValue();
    const auto object = array ? place(decay->getSubExpr()) : pointee(base);
    const auto key = value(is_known ? subscript->getIdx() : subscript->getRHS());
    return out_.path({.kind = PathKind::element, .base = object, .arguments = {{.value = key}}});
  }
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression)) {
    if (binary->isCommaOp()) {
      effect(binary->getLHS());
      return place(binary->getRHS());
    }
    if (binary->isPtrMemOp()) {
      const auto object = binary->getOpcode() == clang::BO_PtrMemI ? pointee(binary->getLHS()) : place(binary->getLHS());
      const auto which = value(binary->getRHS());
      if (which.path != kNone && out_.at(which.path).kind == PathKind::function)
        return out_.step(PathKind::member, object, out_.at(which.path).entity);
      return out_.path({.kind = PathKind::element, .base = object, .arguments = {{.value = which}}});
    }
    if (binary->isAssignmentOp()) return assignment(binary);
  }
  if (const auto* chosen = dyn_cast<clang::AbstractConditionalOperator>(expression))
    return conditional(chosen, chosen->isGLValue() ? Wanted::place : Wanted::value).path;
  if (const auto* call_expression = dyn_cast<clang::CallExpr>(expression)) {
    const auto given = call(call_expression, Result::used);
    return given.path != kNone ? given.path : out_.path({.kind = PathKind::unknown});
  }
  if (isa<clang::CXXThisExpr>(expression)) return out_.path({.kind = PathKind::self});
  if (const auto* access = dyn_cast<clang::CXXDependentScopeMemberExpr>(expression)) {
    const auto entity = guessed(access);
    const auto self = [&] { return out_.path({.kind = PathKind::self}); };
    const auto object = access->isImplicitAccess() ? self()
                        : access->isArrow()        ? pointee(access->getBase())
                                                   : place(access->getBase());
    return out_.step(PathKind::member, object, entity);
  }
  if (const auto* access = dyn_cast<clang::UnresolvedMemberExpr>(expression)) {
    const auto object = access->isImplicitAccess() ? out_.path({.kind = PathKind::self})
                        : access->isArrow()        ? pointee(access->getBase())
                                                   : place(access->getBase());
    return out_.step(PathKind::member, object, overloaded(access));
  }
  if (const auto* lookup = dyn_cast<clang::OverloadExpr>(expression))
    return out_.path({.kind = PathKind::function, .entity = overloaded(lookup)});
  if (const auto* scoped_name = dyn_cast<clang::DependentScopeDeclRefExpr>(expression))
    return unresolved(scoped_name->getDeclName().getAsString());
  if (isa<clang::StringLiteral, clang::PredefinedExpr>(expression)) return out_.path({.kind = PathKind::unknown});
  if (const auto* list = dyn_cast<clang::CompoundLiteralExpr>(expression)) return place(list->getInitializer());
  if (isa<clang::MaterializeTemporaryExpr>(expression) || expression->isPRValue()) {
    const auto given = value(expression);
    if (given.path != kNone) return given.path;
    if (expression->getType().isNull() || !expression->getType()->isRecordType()) return out_.path({.kind = PathKind::unknown});
    return out_.path({.kind = PathKind::object, .entity = file_.entity(expression->getType())});
  }
  if (isa<clang::RecoveryExpr, clang::StmtExpr, clang::CXXRewrittenBinaryOperator, clang::InitListExpr, clang::ParenListExpr>(
          expression)) {
    const auto given = value(expression);
    return given.path != kNone ? given.path : out_.path({.kind = PathKind::unknown});
  }
  children(expression);
  return out_.path({.kind = PathKind::unknown});
}

std::uint32_t SummaryBody::overloaded(const clang::OverloadExpr* expression) {
  std::vector<const clang::NamedDecl*> found;
  for (const auto* decl : expression->decls()) found.push_back(decl->getUnderlyingDecl());
  return one_of(found, expression, expression->getName().getAsString());
}

/// What is called by a name that depends on template arguments.
std::uint32_t SummaryBody::one_of(const std::vector<const clang::NamedDecl*>& found, const clang::Expr* named, std::string name) {
  // One function is that function, even where its template arguments are not known yet.
  if (found.size() == 1) {
    if (const auto* only = found.front()->getAsFunction()) return file_.entity(only);
    if (isa<clang::FieldDecl>(found.front())) return file_.entity(found.front());
  }
  // Where the arguments depend on template arguments: overloads of a library are one thing by their name, and of the project's
  // own it is the one that takes as many.
  const auto arity = arities_.find(named);
  std::vector<const clang::FunctionDecl*> fitting;
  bool is_one_name = true, is_outside = true;
  for (const auto* decl : found) {
    const auto* function = decl->getAsFunction();
    if (function == nullptr) {
      is_one_name = false;
      break;
    }
    is_one_name &= fitting.empty() || function->getDeclContext()->getRedeclContext()->Equals(fitting.front()->getDeclContext()->getRedeclContext());
    is_outside &= file_.names().outside(function);
    const bool fits = arity == arities_.end() || (arity->second >= function->getMinRequiredArguments() &&
                                                  (arity->second <= function->getNumParams() || function->isVariadic() || function->isTemplated()));
    if (fits || is_outside) fitting.push_back(function);
  }
  if (is_one_name && !fitting.empty() && (is_outside || fitting.size() == 1)) return file_.entity(fitting.front());
  return file_.entity(EntityFact{.usr = "?:" + name, .name = std::move(name), .kind = EntityKind::unresolved});
}

/// A name behind an object whose type depends on template arguments, looked up in the templates as they are written.
std::uint32_t SummaryBody::guessed(const clang::CXXDependentScopeMemberExpr* access) {
  auto& context = file_.context().getTranslationUnitDecl()->getASTContext();
  return one_of(clang::HeuristicResolver(context).resolveMemberExpr(access), access, access->getMember().getAsString());
}

void SummaryBody::bind(std::uint32_t target, const clang::Expr* expression, clang::SourceLocation where) {
  expression = bare(expression);
  if (const auto* list = dyn_cast<clang::ParenListExpr>(expression); list != nullptr && list->getNumExprs() == 1)
    expression = bare(list->getExpr(0));
  if (const auto* list = dyn_cast<clang::InitListExpr>(expression); list != nullptr && list->getNumInits() == 1)
    expression = bare(list->getInit(0));
  const auto stands_for = place(expression);
  OperationFact& operation = out_.add(OperationKind::assign, where);
  operation.path = target;
  operation.value = path_value(stands_for, ValueKind::address);
}

void SummaryBody::initialise(std::uint32_t target, const clang::Expr* expression, clang::SourceLocation where,
                             clang::QualType type) {
  expression = bare(expression);
  // A copy is one in every instance of the template.
  if (const auto* list = dyn_cast<clang::ParenListExpr>(expression);
      list != nullptr && list->getNumExprs() == 1 && !type.isNull() &&
      file_.context().hasSameUnqualifiedType(list->getExpr(0)->getType().getNonReferenceType(), type)) {
    auto given = argument(list->getExpr(0));
    if (given.kind == ValueKind::reference) given.kind = ValueKind::path;
    OperationFact& operation = out_.add(OperationKind::assign, where);
    operation.path = target;
    operation.value = given;
    return;
  }
  const bool object = !expression->getType().isNull() && expression->getType()->isRecordType() && expression->isPRValue();
  if (object) {
    if (const auto* conversion = dyn_cast<clang::CastExpr>(expression);
        conversion != nullptr && conversion->getSubExpr()->isPRValue() &&
        (conversion->getCastKind() == clang::CK_ConstructorConversion || conversion->getCastKind() == clang::CK_NoOp ||
         conversion->getCastKind() == clang::CK_UserDefinedConversion))
      return initialise(target, conversion->getSubExpr(), where);
    if (const auto* construction = dyn_cast<clang::CXXConstructExpr>(expression)) return construct(target, construction, where);
    if (const auto* list = dyn_cast<clang::InitListExpr>(expression)) return aggregate(target, list, where);
    if (const auto* list = dyn_cast<clang::CXXParenListInitExpr>(expression)) {
      children(list);
      out_.add(OperationKind::construct, where).path = target;
      return;
    }
    if (const auto* chosen = dyn_cast<clang::ConditionalOperator>(expression)) {
      const auto yes = out_.new_block(), no = out_.new_block(), behind = out_.new_block();
      condition(chosen->getCond(), yes, no);
      for (const auto& [block, branch] : {std::pair(yes, chosen->getTrueExpr()), std::pair(no, chosen->getFalseExpr())}) {
        out_.go_on_in(block);
        const auto before = out_.unwind();
        initialise(target, branch, where);
        out_.end_scope(before, branch->getEndLoc());
        out_.jump(behind);
      }
      return out_.go_on_in(behind);
    }
  }
  if (const auto* inherited = dyn_cast<clang::CXXInheritedCtorInitExpr>(expression)) {
    const auto callee = file_.entity(inherited->getConstructor());
    OperationFact& operation = out_.add(OperationKind::construct, where);
    operation.path = target;
    operation.callee = callee;
    return;
  }
  if (const auto* unresolved_type = dyn_cast<clang::CXXUnresolvedConstructExpr>(expression);
      unresolved_type != nullptr || isa<clang::ParenListExpr>(expression)) {
    // An object of a type that depends on template arguments.
    auto given = arguments(
        unresolved_type != nullptr
            ? llvm::ArrayRef<const clang::Expr*>(unresolved_type->arg_begin(), unresolved_type->arg_end())
            : llvm::ArrayRef<const clang::Expr*>(cast<clang::ParenListExpr>(const_cast<clang::Expr*>(expression))->getExprs(),
                                                 cast<clang::ParenListExpr>(expression)->getNumExprs()));
    OperationFact& operation = out_.add(OperationKind::construct, where);
    operation.path = target;
    operation.arguments = std::move(given);
    return;
  }
  ValueFact given = value(expression);
  if (given.kind == ValueKind::reference) given.kind = ValueKind::path;
  OperationFact& operation = out_.add(OperationKind::assign, where);
  operation.path = target;
  operation.value = given;
}

void SummaryBody::arm(std::uint32_t block, std::uint32_t temporary, const clang::Expr* expression, Wanted wanted,
                      std::uint32_t behind) {
  out_.go_on_in(block);
  const auto before = out_.unwind();
  if (expression->getType()->isVoidType()) {
    effect(expression);
  } else {
    const auto given = wanted == Wanted::place && expression->isGLValue() ? path_value(place(expression), ValueKind::address)
                                                                          : value(expression);
    OperationFact& operation = out_.add(OperationKind::assign, expression->getBeginLoc());
    operation.path = temporary;
    operation.value = given;
  }
  out_.end_scope(before, expression->getEndLoc());
  out_.jump(behind);
}

ValueFact SummaryBody::conditional(const clang::AbstractConditionalOperator* chosen, Wanted wanted) {
  const auto temporary = out_.new_temporary();
  const auto yes = out_.new_block(), no = out_.new_block(), behind = out_.new_block();
  if (const auto* short_form = dyn_cast<clang::BinaryConditionalOperator>(chosen)) condition(short_form->getCommon(), yes, no);
  else condition(chosen->getCond(), yes, no);
  arm(yes, temporary, chosen->getTrueExpr(), wanted, behind);
  arm(no, temporary, chosen->getFalseExpr(), wanted, behind);
  out_.go_on_in(behind);
  return path_value(wanted == Wanted::place ? out_.step(PathKind::dereference, temporary) : temporary);
}

ValueFact SummaryBody::logical(const clang::BinaryOperator* binary) {
  const auto temporary = out_.new_temporary();
  const auto yes = out_.new_block(), no = out_.new_block(), behind = out_.new_block();
  condition(binary, yes, no);
  for (const auto& [block, kind] : {std::pair(yes, ValueKind::yes), std::pair(no, ValueKind::no)}) {
    out_.go_on_in(block);
    OperationFact& operation = out_.add(OperationKind::assign, binary->getOperatorLoc());
    operation.path = temporary;
    operation.value.kind = kind;
    out_.jump(behind);
  }
  out_.go_on_in(behind);
  return path_value(temporary);
}

void SummaryBody::condition(const clang::Expr* expression, std::uint32_t yes, std::uint32_t no) {
  if (too_deep(expression)) return out_.branch({.kind = ConditionKind::other}, yes, no);
  expression = bare(expression);
  while (const auto* conversion = dyn_cast<clang::ImplicitCastExpr>(expression)) {
    if (conversion->getCastKind() != clang::CK_IntegralToBoolean && conversion->getCastKind() != clang::CK_NoOp) break;
    expression = bare(conversion->getSubExpr());
  }
  if (const auto* unary = dyn_cast<clang::UnaryOperator>(expression); unary != nullptr && unary->getOpcode() == clang::UO_LNot)
    return condition(unary->getSubExpr(), no, yes);
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression)) {
    if (binary->isLogicalOp()) {
      const auto second = out_.new_block();
      condition(binary->getLHS(), binary->getOpcode() == clang::BO_LAnd ? second : yes,
                binary->getOpcode() == clang::BO_LAnd ? no : second);
      out_.go_on_in(second);
      return condition(binary->getRHS(), yes, no);
    }
    if (binary->isCommaOp()) {
      full_expression(binary->getLHS());
      return condition(binary->getRHS(), yes, no);
    }
  }
  if (const auto* chosen = dyn_cast<clang::ConditionalOperator>(expression)) {
    const auto first = out_.new_block(), second = out_.new_block();
    condition(chosen->getCond(), first, second);
    out_.go_on_in(first);
    condition(chosen->getTrueExpr(), yes, no);
    out_.go_on_in(second);
    return condition(chosen->getFalseExpr(), yes, no);
  }
  if (const auto known = constant(expression)) {
    const bool holds = known->kind == ValueKind::yes || known->kind == ValueKind::number || known->kind == ValueKind::text;
    return out_.jump(holds ? yes : no);
  }
  const auto before = out_.unwind();
  bool negated = false;
  ConditionFact test = simple_condition(expression, negated);
  if (test.kind == ConditionKind::other) test.value.text = words_of(expression, file_.context());
  out_.end_scope(before, expression->getEndLoc());
  if (negated) std::swap(yes, no);
  out_.branch(test, yes, no);
}

ConditionFact SummaryBody::compared(const ValueFact& left, const ValueFact& right, bool& negated) {
  if (left.path == kNone && right.path == kNone) return {.kind = ConditionKind::other};
  const bool swap = left.path == kNone;
  const ValueFact& what = swap ? right : left;
  const ValueFact& with = swap ? left : right;
  if (with.kind == ValueKind::null || with.kind == ValueKind::no || with.kind == ValueKind::yes) {
    if (with.kind != ValueKind::yes) negated = !negated;
    return {.kind = ConditionKind::truth, .path = what.path};
  }
  if (with.kind == ValueKind::other) return {.kind = ConditionKind::other, .path = what.path};
  return {.kind = ConditionKind::equals, .path = what.path, .value = with};
}

ConditionFact SummaryBody::simple_condition(const clang::Expr* expression, bool& negated) {
  if (const auto* conversion = dyn_cast<clang::CastExpr>(expression)) {
    if (conversion->getCastKind() == clang::CK_PointerToBoolean || conversion->getCastKind() == clang::CK_MemberPointerToBoolean)
      return {.kind = ConditionKind::truth, .path = value(conversion->getSubExpr()).path};
    if (conversion->getCastKind() == clang::CK_UserDefinedConversion)
      if (const auto* call_expression = dyn_cast<clang::CXXMemberCallExpr>(bare(conversion->getSubExpr())))
        if (const auto* method = call_expression->getMethodDecl(); method != nullptr && file_.names().outside(method))
          return {.kind = ConditionKind::truth, .path = place(call_expression->getImplicitObjectArgument())};
  }
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression); binary != nullptr && binary->isEqualityOp()) {
    const auto left = value(binary->getLHS()), right = value(binary->getRHS());
    negated = binary->getOpcode() == clang::BO_NE;
    return compared(left, right, negated);
  }
  const auto* comparison = dyn_cast<clang::CXXOperatorCallExpr>(expression);
  if (const auto* rewritten = dyn_cast<clang::CXXRewrittenBinaryOperator>(expression)) {
    const auto form = rewritten->getDecomposedForm();
    if (form.Opcode == clang::BO_EQ || form.Opcode == clang::BO_NE) {
      const auto left = argument(form.LHS), right = argument(form.RHS);
      negated = form.Opcode == clang::BO_NE;
      return compared(left, right, negated);
    }
  }
  if (comparison != nullptr && comparison->getNumArgs() == 2 &&
      (comparison->getOperator() == clang::OO_EqualEqual || comparison->getOperator() == clang::OO_ExclaimEqual)) {
    const auto* callee = comparison->getDirectCallee();
    if (callee == nullptr || file_.names().outside(callee)) {
      const auto left = argument(comparison->getArg(0)), right = argument(comparison->getArg(1));
      negated = comparison->getOperator() == clang::OO_ExclaimEqual;
      return compared(left, right, negated);
    }
  }
  const auto given = value(expression);
  return {.kind = given.path != kNone ? ConditionKind::truth : ConditionKind::other, .path = given.path};
}

}  // namespace unknot
