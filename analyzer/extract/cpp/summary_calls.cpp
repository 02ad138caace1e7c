// Calls, constructions, new and delete, throw, lambdas => operations, and the paths of what they give.
#include "analyzer/extract/cpp/summary_body.h"
#include "clang/AST/Attr.h"
#include "clang/AST/CXXInheritance.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/Builtins.h"

namespace unknot {

using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;

ValueFact SummaryBody::argument(const clang::Expr* expression) {
  const auto* given = expression->IgnoreParens();
  while (true) {
    if (const auto* standard = dyn_cast<clang::CXXDefaultArgExpr>(given)) given = standard->getExpr()->IgnoreParens();
    else if (const auto* full = dyn_cast<clang::FullExpr>(given)) given = full->getSubExpr()->IgnoreParens();
    else break;
  }
  const auto* call_expression = dyn_cast<clang::CallExpr>(given);
  if (call_expression != nullptr && call_expression->isCallToStdMove())
    return path_value(place(call_expression->getArg(0)), ValueKind::moved);
  const auto* temporary = dyn_cast<clang::MaterializeTemporaryExpr>(given);
  if (!given->isGLValue() || temporary != nullptr || isa<clang::StringLiteral>(given)) return value(given);
  if (auto known = constant(given)) return *known;
  const auto path = place(given);
  if (const auto known = values_.find(path);
      known != values_.end() && known->second.path != kNone && out_.at(known->second.path).kind == PathKind::lambda)
    return known->second;
  const auto kind = out_.at(path).kind;
  if (kind == PathKind::function || kind == PathKind::lambda || given->getType().isConstQualified()) return path_value(path);
  return path_value(path, ValueKind::reference);
}

std::vector<ArgumentFact> SummaryBody::arguments(llvm::ArrayRef<const clang::Expr*> given) {
  std::vector<ArgumentFact> out;
  for (const auto* expression : given) out.push_back({.value = argument(expression)});
  return out;
}

std::optional<ValueFact> SummaryBody::known_call(const clang::CallExpr* expression) {
  if (expression->getNumArgs() < 1) return {};
  switch (expression->getBuiltinCallee()) {
    case clang::Builtin::BImove:
    case clang::Builtin::BImove_if_noexcept:
      return path_value(place(expression->getArg(0)), ValueKind::moved);
    case clang::Builtin::BIforward:
    case clang::Builtin::BIforward_like:
    case clang::Builtin::BIas_const:
      return path_value(place(expression->getArg(0)), ValueKind::reference);
    case clang::Builtin::BIaddressof:
    case clang::Builtin::BI__addressof:
    case clang::Builtin::BI__builtin_addressof:
      return path_value(place(expression->getArg(0)), ValueKind::address);
    case clang::Builtin::BI__builtin_expect:
      return value(expression->getArg(0));
    default:
      return {};
  }
}

ValueFact SummaryBody::call(const clang::CallExpr* expression, Result wanted) {
  if (auto known = known_call(expression)) return *known;
  // A lambda as a pointer to a function.
  if (const auto* conversion = dyn_cast_or_null<clang::CXXConversionDecl>(expression->getDirectCallee());
      conversion != nullptr && conversion->getParent()->isLambda())
    return argument(cast<clang::CXXMemberCallExpr>(expression)->getImplicitObjectArgument());
  if (const auto* operator_expression = dyn_cast<clang::CXXOperatorCallExpr>(expression))
    if (const auto path = operator_call(operator_expression, wanted))
      return path_value(*path, expression->isGLValue() ? ValueKind::reference : ValueKind::path);
  const auto path = plain_call(expression, wanted);
  if (path == kNone) return {};
  return path_value(path);
}

std::optional<std::uint32_t> SummaryBody::operator_call(const clang::CXXOperatorCallExpr* expression, Result wanted) {
  const auto* callee = expression->getDirectCallee();
  const bool followed = callee != nullptr && !file_.names().outside(callee) && !callee->isImplicit();
  const auto kind = expression->getOperator();
  const auto change = [&](OperationKind what, const ValueFact& given, std::uint32_t path) {
    const auto entity = callee != nullptr && followed ? file_.entity(callee) : kNone;
    OperationFact& operation = out_.add(what, expression->getOperatorLoc());
    operation.path = path;
    operation.value = given;
    operation.callee = entity;
    if (what == OperationKind::update) operation.text = clang::getOperatorSpelling(kind);
    return path;
  };
  if (kind == clang::OO_Equal) {
    ValueFact given = argument(expression->getArg(1));
    if (given.kind == ValueKind::reference) given.kind = ValueKind::path;
    return change(OperationKind::assign, given, place(expression->getArg(0)));
  }
  if (expression->isAssignmentOp()) {
    const auto given = argument(expression->getArg(1));
    return change(OperationKind::update, given, place(expression->getArg(0)));
  }
  if (kind == clang::OO_PlusPlus || kind == clang::OO_MinusMinus)
    return change(OperationKind::update, {}, place(expression->getArg(0)));
  const bool star = kind == clang::OO_Star && expression->getNumArgs() == 1;
  if (kind != clang::OO_Subscript && kind != clang::OO_Arrow && !star) {
    const bool compares = expression->isComparisonOp() || kind == clang::OO_Exclaim || kind == clang::OO_Minus;
    if (!compares || followed || callee == nullptr) return {};
    for (const auto* given : expression->arguments()) argument(given);
    return out_.path({.kind = PathKind::unknown});
  }
  const auto object = place(expression->getArg(0));
  std::vector<ArgumentFact> keys;
  for (unsigned a = 1; a < expression->getNumArgs(); ++a) keys.push_back({.value = argument(expression->getArg(a))});
  if (followed) {
    const auto entity = file_.entity(callee);
    OperationFact& operation = out_.add(OperationKind::call, expression->getOperatorLoc());
    operation.callee = entity;
    operation.path = object;
    operation.arguments = keys;
    if (wanted == Result::discarded) operation.flags |= operation::discarded;
  }
  if (kind == clang::OO_Subscript) return out_.path({.kind = PathKind::element, .base = object, .arguments = std::move(keys)});
  return pointee(path_value(object));
}

std::vector<std::uint32_t> SummaryBody::class_arguments(const clang::FunctionDecl* callee) {
  std::vector<std::uint32_t> out;
  const auto* arguments = callee->getTemplateSpecializationArgs();
  if (arguments == nullptr) return out;
  const auto add = [&](const clang::TemplateArgument& argument, auto&& self) -> void {
    if (argument.getKind() == clang::TemplateArgument::Pack)
      for (const auto& element : argument.pack_elements()) self(element, self);
    if (argument.getKind() != clang::TemplateArgument::Type) return;
    const auto* record = class_of(argument.getAsType());
    if (record != nullptr && !record->isLambda() && !file_.names().outside(record)) out.push_back(file_.entity(record));
  };
  for (const auto& argument : arguments->asArray()) add(argument, add);
  return out;
}

std::uint32_t SummaryBody::plain_call(const clang::CallExpr* expression, Result wanted) {
  const auto* callee = expression->getDirectCallee();
  const auto where = expression->getExprLoc();
  std::uint32_t entity = kNone;
  std::uint32_t object = kNone;
  std::uint8_t flags = wanted == Result::discarded ? operation::discarded : 0;
  llvm::ArrayRef<const clang::Expr*> given(expression->getArgs(), expression->getNumArgs());
  const auto* method = dyn_cast_or_null<clang::CXXMethodDecl>(callee);
  if (const auto* member_call = dyn_cast<clang::CXXMemberCallExpr>(expression); member_call != nullptr && callee != nullptr) {
    const auto* access = dyn_cast<clang::MemberExpr>(expression->getCallee()->IgnoreParens());
    const auto* on = member_call->getImplicitObjectArgument();
    object = access != nullptr && access->isArrow() ? pointee(on) : place(on);
    if (method->isVirtual() && !(access != nullptr && access->hasQualifier()) && !method->hasAttr<clang::FinalAttr>() &&
        !method->getParent()->isEffectivelyFinal())
      flags |= operation::dispatched;
  } else if (isa<clang::CXXOperatorCallExpr>(expression) && method != nullptr && !method->isStatic()) {
    // What a library's object calls is what was put into it.
    const bool holder =
        cast<clang::CXXOperatorCallExpr>(expression)->getOperator() == clang::OO_Call && file_.names().outside(method);
    object = holder ? indirect(given.front()) : place(given.front());
    given = given.drop_front();
    if (holder) callee = nullptr;
  } else if (const auto* access = dyn_cast<clang::MemberExpr>(expression->getCallee()->IgnoreParens()); access != nullptr && method != nullptr && !method->isStatic()) {
    // Its arguments depend on template arguments: Clang makes no member call of it yet.
    object = access->isArrow() ? pointee(access->getBase()) : place(access->getBase());
    if (method->isVirtual() && !access->hasQualifier()) flags |= operation::dispatched;
  } else if (const auto* destruction = dyn_cast<clang::CXXPseudoDestructorExpr>(expression->getCallee()->IgnoreParens())) {
    effect(destruction->getBase());
    return kNone;
  } else if (callee == nullptr) {
    // A name that depends on template arguments, or whatever stands at a path.
    const auto* named = expression->getCallee()->IgnoreParenImpCasts();
    const bool pointer_to_member = isa<clang::BinaryOperator>(named);
    if (isa<clang::OverloadExpr, clang::CXXDependentScopeMemberExpr>(named)) arities_[named] = expression->getNumArgs();
    auto path =
        isa<clang::OverloadExpr, clang::CXXDependentScopeMemberExpr, clang::DependentScopeDeclRefExpr>(named) || pointer_to_member
            ? place(named)
            : indirect(named);
    const PathFact called = out_.at(path);
    const bool known = called.entity != kNone && file_.facts.entities[called.entity].kind != EntityKind::field &&
                       file_.facts.entities[called.entity].kind != EntityKind::variable;
    if (known && (called.kind == PathKind::function || called.kind == PathKind::unresolved || called.kind == PathKind::member ||
                  called.kind == PathKind::lambda)) {
      entity = called.entity;
      path = called.kind == PathKind::member ? called.base : called.kind == PathKind::lambda ? path : kNone;
    }
    object = path;
  }
  // A lambda that is called on the spot has its name only now.
  if (callee != nullptr) entity = file_.entity(callee);
  auto arguments_given = arguments(given);
  // The closure itself says what is captured.
  if (object != kNone)
    if (const auto known = values_.find(object);
        known != values_.end() && known->second.path != kNone && out_.at(known->second.path).kind == PathKind::lambda)
      object = known->second.path;
  auto types = callee != nullptr ? class_arguments(callee) : std::vector<std::uint32_t>{};
  OperationFact& operation = out_.add(OperationKind::call, where);
  operation.flags = flags;
  operation.path = object;
  operation.callee = entity;
  operation.arguments = arguments_given;
  operation.types = std::move(types);
  if (callee != nullptr && (callee->isNoReturn() || callee->getBuiltinID() == clang::Builtin::BI__builtin_unreachable))
    out_.finish(BlockEnd::stop);
  if (expression->getType()->isVoidType()) return kNone;
  if (callee != nullptr && callee->isInStdNamespace() && callee->getIdentifier() != nullptr) {
    const auto name = callee->getName();
    const auto* types_given = callee->getTemplateSpecializationArgs();
    if ((name == "make_unique" || name == "make_shared") && types_given != nullptr &&
        types_given->get(0).getKind() == clang::TemplateArgument::Type)
      return out_.path({.kind = PathKind::created,
                        .entity = file_.entity(types_given->get(0).getAsType()),
                        .arguments = std::move(arguments_given)});
  }
  return out_.path({.kind = PathKind::call,
                    .base = object,
                    .entity = entity,
                    .name = callee != nullptr ? instance_of(callee) : "",
                    .arguments = std::move(arguments_given)});
}

std::uint32_t SummaryBody::indirect(const clang::Expr* callee) {
  if (callee->isGLValue()) {
    const auto path = place(callee);
    const auto known = values_.find(path);
    return known != values_.end() && known->second.path != kNone ? known->second.path : path;
  }
  const auto given = value(callee);
  return given.path != kNone ? given.path : out_.path({.kind = PathKind::unknown});
}

ValueFact SummaryBody::constructed(const clang::CXXConstructExpr* expression) {
  const auto* constructor = expression->getConstructor();
  const bool outside = file_.names().outside(constructor->getParent());
  if (expression->isElidable() && expression->getNumArgs() == 1) return value(expression->getArg(0));
  if (constructor->isCopyOrMoveConstructor() && expression->getNumArgs() >= 1 && (outside || !constructor->isUserProvided())) {
    auto given = argument(expression->getArg(0));
    if (given.kind == ValueKind::reference) given.kind = ValueKind::path;
    return given;
  }
  std::vector<ArgumentFact> given;
  bool all_default = true;
  for (const auto* part : expression->arguments()) {
    all_default &= isa<clang::CXXDefaultArgExpr>(part);
    given.push_back({.value = argument(part)});
  }
  // A string made from a literal is that literal.
  if (outside && given.size() >= 1 && (given[0].value.kind == ValueKind::text || given[0].value.kind == ValueKind::empty))
    return given[0].value;
  const auto path = out_.path({.kind = PathKind::object, .entity = file_.entity(constructor->getParent()), .arguments = given});
  if (!outside && !(constructor->isTrivial() && constructor->isDefaultConstructor())) {
    const auto callee = file_.entity(constructor);
    OperationFact& operation = out_.add(OperationKind::construct, expression->getLocation());
    operation.path = path;
    operation.callee = callee;
    operation.arguments = given;
  }
  if (all_default) return {.kind = ValueKind::initial};
  return path_value(path);
}

void SummaryBody::construct(std::uint32_t target, const clang::CXXConstructExpr* expression, clang::SourceLocation where) {
  const auto* constructor = expression->getConstructor();
  if (expression->isElidable() && expression->getNumArgs() == 1) {
    const auto* from = expression->getArg(0)->IgnoreParenImpCasts();
    if (const auto* temporary = dyn_cast<clang::MaterializeTemporaryExpr>(from))
      return initialise(target, temporary->getSubExpr(), where);
  }
  const bool outside = file_.names().outside(constructor->getParent());
  if (constructor->isCopyOrMoveConstructor() && expression->getNumArgs() >= 1 && (outside || !constructor->isUserProvided())) {
    auto given = argument(expression->getArg(0));
    if (given.kind == ValueKind::reference) given.kind = ValueKind::path;
    OperationFact& operation = out_.add(OperationKind::assign, where);
    operation.path = target;
    operation.value = given;
    return;
  }
  if (constructor->isTrivial() && constructor->isDefaultConstructor()) return;
  auto given = arguments(llvm::ArrayRef<const clang::Expr*>(expression->getArgs(), expression->getNumArgs()));
  const auto callee = file_.entity(constructor);
  OperationFact& operation = out_.add(OperationKind::construct, where);
  operation.path = target;
  operation.callee = callee;
  operation.arguments = std::move(given);
}

namespace {

/// Calls `each(field, value)` for what the list names of a class; false: it is no list for a class.
template <class Each>
bool for_each_field(const clang::InitListExpr* list, Each each) {
  const auto* record = list->getType()->getAsCXXRecordDecl();
  if (record == nullptr || list->getType()->isDependentType()) return false;
  unsigned at = record->getNumBases();
  if (record->isUnion()) {
    if (list->getInitializedFieldInUnion() != nullptr && list->getNumInits() == 1)
      each(list->getInitializedFieldInUnion(), list->getInit(0));
    return true;
  }
  for (const auto* field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    if (at >= list->getNumInits()) break;
    each(field, list->getInit(at++));
  }
  return true;
}

}  // namespace

std::uint32_t SummaryBody::aggregate_path(const clang::InitListExpr* list) {
  PathFact object{.kind = PathKind::object, .entity = file_.entity(list->getType())};
  const bool fields_known = for_each_field(list, [&](const clang::FieldDecl* field, const clang::Expr* given) {
    if (isa<clang::ImplicitValueInitExpr, clang::CXXDefaultInitExpr>(given)) return;
    auto made = argument(given);
    object.arguments.push_back({.field = file_.entity(field), .value = made});
  });
  if (!fields_known)
    for (const auto* given : list->inits()) {
      // `{.open = f}` for a type that is not known yet.
      const auto* designated = dyn_cast<clang::DesignatedInitExpr>(given);
      const bool named = designated != nullptr && designated->size() == 1 && designated->getDesignator(0)->isFieldDesignator();
      const auto name = named ? designated->getDesignator(0)->getFieldName()->getName().str() : "";
      auto made = argument(named ? designated->getInit() : given);
      const auto field =
          named ? file_.entity(EntityFact{.usr = "?:" + name, .name = name, .kind = EntityKind::unresolved}) : kNone;
      object.arguments.push_back({.field = field, .value = made});
    }
  return out_.path(std::move(object));
}

void SummaryBody::aggregate(std::uint32_t target, const clang::InitListExpr* list, clang::SourceLocation where) {
  if (const auto* semantic = list->isSemanticForm() ? list : list->getSemanticForm(); semantic != nullptr) list = semantic;
  if (list->getNumInits() == 0) {
    OperationFact& operation = out_.add(OperationKind::assign, where);
    operation.path = target;
    operation.value.kind = ValueKind::initial;
    return;
  }
  const auto* record = list->getType()->getAsCXXRecordDecl();
  if (record != nullptr && !list->getType()->isDependentType())
    for (unsigned b = 0; b < record->getNumBases() && b < list->getNumInits(); ++b) initialise(target, list->getInit(b), where);
  const bool known = for_each_field(list, [&](const clang::FieldDecl* field, const clang::Expr* given) {
    const auto path = out_.step(PathKind::member, target, file_.entity(field));
    if (field->getType()->isReferenceType() && given->isGLValue()) {
      auto bound = argument(given);
      OperationFact& operation = out_.add(OperationKind::assign, where);
      operation.path = path;
      operation.value = std::move(bound);
      return;
    }
    initialise(path, given, given->getBeginLoc().isValid() ? given->getBeginLoc() : where);
  });
  if (known) return;
  const auto path = aggregate_path(list);
  OperationFact& operation = out_.add(OperationKind::assign, where);
  operation.path = target;
  operation.value = path_value(path);
}

ValueFact SummaryBody::made(const clang::CXXNewExpr* expression) {
  for (const auto* placement : expression->placement_arguments()) argument(placement);
  file_.note_instances(expression->getAllocatedType(), expression->getBeginLoc());
  PathFact object{.kind = PathKind::created, .entity = file_.entity(expression->getAllocatedType())};
  const auto* construction = dyn_cast_or_null<clang::CXXConstructExpr>(expression->getInitializer());
  if (construction != nullptr)
    object.arguments = arguments(llvm::ArrayRef<const clang::Expr*>(construction->getArgs(), construction->getNumArgs()));
  else if (const auto* init = expression->getInitializer()) object.arguments.push_back({.value = value(init)});
  const auto given = object.arguments;
  const auto path = out_.path(std::move(object));
  if (construction != nullptr && !file_.names().outside(construction->getConstructor()->getParent()) &&
      !construction->getConstructor()->isTrivial()) {
    const auto callee = file_.entity(construction->getConstructor());
    OperationFact& operation = out_.add(OperationKind::construct, expression->getBeginLoc());
    operation.path = path;
    operation.callee = callee;
    operation.arguments = given;
  }
  return path_value(path);
}

void SummaryBody::removed(const clang::CXXDeleteExpr* expression) {
  const auto path = pointee(expression->getArgument());
  const auto destroyed = expression->getDestroyedType();
  const auto destructor = destroyed.isNull() ? kNone : destructor_of(destroyed);
  const auto* record = destroyed.isNull() ? nullptr : class_of(destroyed);
  record = record != nullptr ? record->getDefinition() : nullptr;
  OperationFact& operation = out_.add(OperationKind::remove, expression->getBeginLoc());
  operation.path = path;
  operation.callee = destructor;
  if (record != nullptr && record->getDestructor() != nullptr && record->getDestructor()->isVirtual())
    operation.flags |= operation::dispatched;
}

std::uint32_t SummaryBody::lambda(const clang::LambdaExpr* expression) {
  const auto& self = file_.facts.entities[out_.function().entity];
  const auto number = std::to_string(lambda_count_);
  // One in a default argument or a field's initialiser is met wherever that is used; it belongs to where it was met first.
  const bool fresh = file_.names().name_lambda(expression->getLambdaClass(), self.usr + "@lambda" + number,
                                               self.name + "::(lambda " + number + ")");
  const auto entity = file_.entity(expression->getCallOperator());
  if (fresh) ++lambda_count_, met_.lambdas.push_back({expression, out_.function().entity});
  PathFact closure{.kind = PathKind::lambda, .entity = entity};
  auto init = expression->capture_init_begin();
  for (const auto& capture : expression->captures()) {
    ValueFact taken;
    if (capture.capturesThis())
      taken = path_value(out_.path({.kind = PathKind::self}),
                         capture.getCaptureKind() == clang::LCK_StarThis ? ValueKind::path : ValueKind::address);
    else if (capture.capturesVariable() && init != expression->capture_init_end() && *init != nullptr) {
      const bool by_reference = capture.getCaptureKind() == clang::LCK_ByRef;
      taken = by_reference ? path_value(place(*init), ValueKind::reference) : argument(*init);
      if (!by_reference && taken.kind == ValueKind::reference) taken.kind = ValueKind::path;
    }
    closure.arguments.push_back({.value = taken});
    if (init != expression->capture_init_end()) ++init;
  }
  return out_.path(std::move(closure));
}

void SummaryBody::raise(const clang::CXXThrowExpr* expression) {
  const auto where = expression->getThrowLoc();
  if (expression->getSubExpr() == nullptr) {
    out_.add(OperationKind::reraise, where);
    return out_.finish(BlockEnd::unwind);
  }
  const auto given = value(expression->getSubExpr());
  const auto type = expression->getSubExpr()->getType();
  std::vector<std::uint32_t> types{file_.entity(type)};
  if (const auto* record = type->getAsCXXRecordDecl(); record != nullptr && record->hasDefinition())
    record->forallBases([&](const clang::CXXRecordDecl* base) {
      const auto entity = file_.entity(base);
      if (llvm::find(types, entity) == types.end()) types.push_back(entity);
      return true;
    });
  OperationFact& operation = out_.add(OperationKind::raise, where);
  operation.value = given;
  operation.types = std::move(types);
  out_.finish(BlockEnd::unwind);
}

}  // namespace unknot
