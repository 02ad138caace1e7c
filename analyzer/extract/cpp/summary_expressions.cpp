// Expressions => values and access paths; what they do on the way becomes operations.
#include "analyzer/extract/cpp/summary_body.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/Basic/Stack.h"

namespace unknot {

using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;

const clang::Expr* bare(const clang::Expr* expression) {
  while (true) {
    if (const auto* cleanups = dyn_cast<clang::FullExpr>(expression)) expression = cleanups->getSubExpr();
    else if (const auto* bind = dyn_cast<clang::CXXBindTemporaryExpr>(expression)) expression = bind->getSubExpr();
    else if (const auto* standard = dyn_cast<clang::CXXDefaultArgExpr>(expression)) expression = standard->getExpr();
    else if (const auto* field = dyn_cast<clang::CXXDefaultInitExpr>(expression)) expression = field->getExpr();
    else if (const auto* list = dyn_cast<clang::CXXStdInitializerListExpr>(expression)) expression = list->getSubExpr();
    else if (const auto* parameter = dyn_cast<clang::SubstNonTypeTemplateParmExpr>(expression))
      expression = parameter->getReplacement();
    else if (const auto* expansion = dyn_cast<clang::PackExpansionExpr>(expression)) expression = expansion->getPattern();
    else if (const auto* opaque = dyn_cast<clang::OpaqueValueExpr>(expression);
             opaque != nullptr && opaque->getSourceExpr() != nullptr)
      expression = opaque->getSourceExpr();
    else if (const auto* inner = expression->IgnoreParens(); inner != expression) expression = inner;
    else return expression;
  }
}

namespace {

bool is_unevaluated(const clang::Expr* expression) {
  return isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr, clang::TypeTraitExpr, clang::RequiresExpr,
             clang::ConceptSpecializationExpr, clang::SizeOfPackExpr, clang::CXXTypeidExpr, clang::OffsetOfExpr>(expression);
}

}  // namespace

bool SummaryBody::too_deep(const clang::Expr* expression) {
  if (!clang::isStackNearlyExhausted()) return false;
  out_.unknown(expression->getBeginLoc(), "too deep");
  return true;
}

void SummaryBody::effect(const clang::Expr* expression) {
  if (too_deep(expression)) return;
  expression = bare(expression);
  if (const auto* call_expression = dyn_cast<clang::CallExpr>(expression);
      call_expression != nullptr && !isa<clang::UserDefinedLiteral>(expression)) {
    const auto type = expression->getType();
    const auto result = call(call_expression, Result::discarded);
    if (!expression->isGLValue() && result.path != kNone) live_object(result.path, type);
    return;
  }
  if (expression->isPRValue() && expression->getType()->isRecordType() &&
      !isa<clang::LambdaExpr, clang::ConditionalOperator>(expression)) {
    const auto path = out_.new_temporary();
    initialise(path, expression, expression->getBeginLoc());
    return live_object(path, expression->getType());
  }
  if (const auto* conversion = dyn_cast<clang::CastExpr>(expression);
      conversion != nullptr && conversion->getCastKind() == clang::CK_ToVoid)
    return effect(conversion->getSubExpr());
  if (const auto* chosen = dyn_cast<clang::AbstractConditionalOperator>(expression);
      chosen != nullptr && !isa<clang::BinaryConditionalOperator>(chosen)) {
    const auto yes = out_.new_block(), no = out_.new_block(), behind = out_.new_block();
    condition(chosen->getCond(), yes, no);
    for (const auto& [block, branch] : {std::pair(yes, chosen->getTrueExpr()), std::pair(no, chosen->getFalseExpr())}) {
      out_.go_on_in(block);
      full_expression(branch);
      out_.jump(behind);
    }
    return out_.go_on_in(behind);
  }
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression); binary != nullptr && binary->isLogicalOp()) {
    const auto behind = out_.new_block();
    condition(binary, behind, behind);
    return out_.go_on_in(behind);
  }
  if (expression->isGLValue() && isa<clang::DeclRefExpr, clang::MemberExpr>(expression))
    return static_cast<void>(place(expression));
  value(expression);
}

std::optional<ValueFact> SummaryBody::constant(const clang::Expr* expression) {
  expression = bare(expression);
  const auto number = [](std::string text) { return ValueFact{.kind = ValueKind::number, .text = std::move(text)}; };
  const auto integer = [&](const llvm::APSInt& given) {
    return given == 0 ? ValueFact{.kind = ValueKind::zero} : number(llvm::toString(given, 10));
  };
  const auto& context = file_.context();
  if (const auto* literal = dyn_cast<clang::IntegerLiteral>(expression)) {
    if (literal->getValue() == 0) return ValueFact{.kind = ValueKind::zero};
    return number(llvm::toString(literal->getValue(), 10, /*Signed=*/false));
  }
  if (const auto* literal = dyn_cast<clang::CXXBoolLiteralExpr>(expression))
    return ValueFact{.kind = literal->getValue() ? ValueKind::yes : ValueKind::no};
  if (const auto* literal = dyn_cast<clang::CharacterLiteral>(expression))
    return literal->getValue() == 0 ? ValueFact{.kind = ValueKind::zero} : number(std::to_string(literal->getValue()));
  if (const auto* literal = dyn_cast<clang::FloatingLiteral>(expression)) {
    llvm::SmallString<32> text;
    literal->getValue().toString(text);
    return literal->getValue().isZero() ? ValueFact{.kind = ValueKind::zero} : number(std::string(text));
  }
  if (const auto* literal = dyn_cast<clang::StringLiteral>(expression)) {
    constexpr std::size_t kLongest = 200;
    if (llvm::all_of(literal->getBytes(), [](char c) { return c == '\0'; })) return ValueFact{.kind = ValueKind::empty};  // "\0" too
    return ValueFact{.kind = ValueKind::text,
                     .text = literal->getCharByteWidth() == 1 ? literal->getBytes().take_front(kLongest).str() : ""};
  }
  if (isa<clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr>(expression)) return ValueFact{.kind = ValueKind::null};
  if (isa<clang::CXXScalarValueInitExpr, clang::ImplicitValueInitExpr>(expression)) {
    const auto type = expression->getType();
    return ValueFact{.kind = type->isAnyPointerType() || type->isMemberPointerType() || type->isNullPtrType() ? ValueKind::null
                             : type->isBooleanType()                                                          ? ValueKind::no
                             : type->isScalarType()                                                           ? ValueKind::zero
                                                    : ValueKind::initial};
  }
  if (const auto* literal = dyn_cast<clang::UserDefinedLiteral>(expression)) {
    const auto* suffix = literal->getUDSuffix();
    const auto kind = literal->getLiteralOperatorKind();
    if (kind == clang::UserDefinedLiteral::LOK_Raw || kind == clang::UserDefinedLiteral::LOK_Template)
      return number(llvm::StringRef("_").str());
    auto given = constant(literal->getCookedLiteral());
    if (given && given->kind == ValueKind::number && suffix != nullptr) given->text += suffix->getName();
    return given;
  }
  if (const auto* reference = dyn_cast<clang::DeclRefExpr>(expression))
    if (const auto* enumerator = dyn_cast<clang::EnumConstantDecl>(reference->getDecl()))
      return number(enumerator->getQualifiedNameAsString());
  if (const auto* conversion = dyn_cast<clang::CastExpr>(expression)) {
    switch (conversion->getCastKind()) {
      case clang::CK_NullToPointer:
      case clang::CK_NullToMemberPointer:
        return ValueFact{.kind = ValueKind::null};
      case clang::CK_ArrayToPointerDecay:
      case clang::CK_NoOp:
      case clang::CK_IntegralCast:
      case clang::CK_FloatingCast:
      case clang::CK_IntegralToFloating:
      case clang::CK_FloatingToIntegral:
        return constant(conversion->getSubExpr());
      case clang::CK_IntegralToBoolean: {
        auto given = constant(conversion->getSubExpr());
        if (given && given->kind == ValueKind::zero) return ValueFact{.kind = ValueKind::no};
        return given && given->kind == ValueKind::number ? std::optional(ValueFact{.kind = ValueKind::yes}) : given;
      }
      case clang::CK_LValueToRValue: {
        const auto* reference = dyn_cast<clang::DeclRefExpr>(conversion->getSubExpr()->IgnoreParens());
        const auto* variable = reference != nullptr ? dyn_cast<clang::VarDecl>(reference->getDecl()) : nullptr;
        if (variable == nullptr || !variable->getType().isConstQualified() ||
            !variable->getType()->isIntegralOrEnumerationType() || expression->isValueDependent())
          return {};
        break;
      }
      default:
        return {};
    }
  } else if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression)) {
    if (!binary->isMultiplicativeOp() && !binary->isAdditiveOp() && !binary->isShiftOp() && !binary->isBitwiseOp()) return {};
  } else if (const auto* unary = dyn_cast<clang::UnaryOperator>(expression)) {
    if (!unary->isArithmeticOp() || unary->getOpcode() == clang::UO_LNot) return {};
  } else {
    return {};
  }
  clang::Expr::EvalResult result;
  if (expression->isValueDependent() || !expression->getType()->isIntegralOrEnumerationType() ||
      !expression->EvaluateAsInt(result, context))
    return {};
  return integer(result.Val.getInt());
}

ValueFact SummaryBody::read(std::uint32_t path, clang::SourceLocation where) {
  if (const auto known = values_.find(path); known != values_.end()) {
    // A copy stays what it was when its original changes; only what cannot change stands for itself.
    const auto kind = known->second.path != kNone ? out_.at(known->second.path).kind : PathKind::unknown;
    if (known->second.kind == ValueKind::address || kind == PathKind::lambda || kind == PathKind::function) return known->second;
  }
  if (out_.outlives(path)) out_.add(OperationKind::read, where).path = path;
  return path_value(path);
}

std::uint32_t SummaryBody::pointee(const ValueFact& pointer) {
  if (pointer.kind == ValueKind::address) return pointer.path;
  if (pointer.path == kNone) return out_.path({.kind = PathKind::unknown});
  // A pointer that is never changed points to what it did from the start.
  if (const auto known = values_.find(pointer.path); known != values_.end()) {
    if (known->second.kind == ValueKind::address) return known->second.path;
    if (known->second.path != kNone) return out_.step(PathKind::dereference, known->second.path);
  }
  return out_.step(PathKind::dereference, pointer.path);
}

std::uint32_t SummaryBody::pointee(const clang::Expr* pointer) {
  const auto* named = bare(pointer);
  // An object that acts as a pointer.
  if (named->isGLValue()) return pointee(path_value(place(named)));
  return pointee(value(pointer));
}

void SummaryBody::children(const clang::Expr* expression) {
  for (const auto* child : expression->children())
    if (const auto* part = dyn_cast_or_null<clang::Expr>(child)) {
      if (part->isGLValue()) place(part);
      else value(part);
    }
}

ValueFact SummaryBody::value(const clang::Expr* expression) {
  if (too_deep(expression)) return {};
  expression = bare(expression);
  if (auto known = constant(expression)) return *known;
  if (is_unevaluated(expression)) return {};
  if (const auto* call_expression = dyn_cast<clang::CallExpr>(expression)) return call(call_expression, Result::used);
  if (const auto* temporary = dyn_cast<clang::MaterializeTemporaryExpr>(expression)) {
    const auto* record = class_of(temporary->getType());
    if (destructor_of(temporary->getType()) == kNone || record == nullptr || file_.names().outside(record))
      return value(temporary->getSubExpr());
    const auto path = out_.new_temporary();
    initialise(path, temporary->getSubExpr(), temporary->getBeginLoc());
    live_object(path, temporary->getType());
    return path_value(path);
  }
  if (const auto* conversion = dyn_cast<clang::CastExpr>(expression)) {
    const auto* sub = conversion->getSubExpr();
    switch (conversion->getCastKind()) {
      case clang::CK_LValueToRValue:
        return read(place(sub), expression->getBeginLoc());
      case clang::CK_ArrayToPointerDecay:
        return sub->isGLValue() ? path_value(place(sub), ValueKind::address) : value(sub);
      case clang::CK_FunctionToPointerDecay:
      case clang::CK_BuiltinFnToFnPtr:
        return path_value(place(sub));
      case clang::CK_ToVoid:
        effect(sub);
        return {};
      case clang::CK_PointerToBoolean:
      case clang::CK_MemberPointerToBoolean:
        value(sub);
        return {};
      case clang::CK_ConstructorConversion:
        if (const auto* construction = dyn_cast<clang::CXXConstructExpr>(bare(sub)))
          if (construction->getNumArgs() >= 1 && file_.names().outside(construction->getConstructor()))
            return argument(construction->getArg(0));
        return value(sub);
      case clang::CK_Dependent:
        // What it converts to is not known yet: what it is made from is.
        return sub->isGLValue() ? path_value(place(sub)) : value(sub);
      default:
        break;
    }
    if (expression->isGLValue()) return path_value(place(expression));
    return value(sub);
  }
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression)) {
    if (binary->isAssignmentOp()) {
      return path_value(assignment(binary));
    }
    if (binary->isCommaOp()) {
      effect(binary->getLHS());
      return value(binary->getRHS());
    }
    if (binary->isLogicalOp()) return logical(binary);
    if (!binary->isPtrMemOp()) return children(expression), ValueFact{};
  }
  if (const auto* chosen = dyn_cast<clang::AbstractConditionalOperator>(expression))
    return conditional(chosen, expression->isGLValue() ? Wanted::place : Wanted::value);
  if (const auto* unary = dyn_cast<clang::UnaryOperator>(expression)) {
    const auto* sub = unary->getSubExpr();
    if (unary->getOpcode() == clang::UO_AddrOf) {
      const auto path = place(sub);
      return path_value(path, out_.at(path).kind == PathKind::function ? ValueKind::path : ValueKind::address);
    }
    if (unary->isIncrementDecrementOp()) {
      const auto path = place(sub);
      OperationFact& operation = out_.add(OperationKind::update, unary->getOperatorLoc());
      operation.path = path;
      operation.text = clang::UnaryOperator::getOpcodeStr(unary->getOpcode());
      return unary->isPrefix() && unary->isGLValue() ? path_value(path) : ValueFact{};
    }
    if (unary->getOpcode() == clang::UO_LNot) {
      const auto behind = out_.new_block();
      condition(sub, behind, behind);
      out_.go_on_in(behind);
      return {};
    }
    if (unary->getOpcode() == clang::UO_Coawait) return waited(sub, expression->getBeginLoc());
    if (unary->getOpcode() != clang::UO_Deref) return children(expression), ValueFact{};
  }
  if (const auto* wait = dyn_cast<clang::CoroutineSuspendExpr>(expression))
    return waited(wait->getOperand(), expression->getBeginLoc());
  if (const auto* wait = dyn_cast<clang::DependentCoawaitExpr>(expression))
    return waited(wait->getOperand(), expression->getBeginLoc());
  if (isa<clang::CXXThisExpr>(expression)) return path_value(out_.path({.kind = PathKind::self}), ValueKind::address);
  if (const auto* construction = dyn_cast<clang::CXXConstructExpr>(expression)) return constructed(construction);
  if (const auto* made_expression = dyn_cast<clang::CXXNewExpr>(expression)) return made(made_expression);
  if (const auto* removal = dyn_cast<clang::CXXDeleteExpr>(expression)) return removed(removal), ValueFact{};
  if (const auto* thrown = dyn_cast<clang::CXXThrowExpr>(expression)) return raise(thrown), ValueFact{};
  if (const auto* closure = dyn_cast<clang::LambdaExpr>(expression)) return path_value(lambda(closure));
  if (const auto* rewritten = dyn_cast<clang::CXXRewrittenBinaryOperator>(expression)) return value(rewritten->getSemanticForm());
  if (const auto* list = dyn_cast<clang::InitListExpr>(expression)) {
    if (const auto* semantic = list->isSemanticForm() ? list : list->getSemanticForm(); semantic != nullptr) list = semantic;
    if (list->getNumInits() == 0)
      return {.kind = expression->getType()->isAnyPointerType() ? ValueKind::null : ValueKind::initial};
    if (!expression->getType()->isRecordType() && !expression->getType()->isArrayType() && list->getNumInits() == 1)
      return value(list->getInit(0));
    const auto made_path = aggregate_path(list);
    if (out_.at(made_path).arguments.empty()) return {.kind = ValueKind::initial};
    return path_value(made_path);
  }
  if (const auto* list = dyn_cast<clang::ParenListExpr>(expression)) {
    if (list->getNumExprs() == 1) return value(list->getExpr(0));
    children(expression);
    return {};
  }
  if (const auto* block = dyn_cast<clang::StmtExpr>(expression)) {
    const auto before = out_.unwind();
    ValueFact last;
    for (const auto* child : block->getSubStmt()->body()) {
      const auto* given = child == block->getSubStmt()->body_back() ? dyn_cast<clang::Expr>(child) : nullptr;
      if (given != nullptr && !given->getType()->isVoidType()) last = value(given);
      else statement(child);
    }
    out_.end_scope(before, expression->getEndLoc());
    return last;
  }
  if (const auto* unresolved = dyn_cast<clang::CXXUnresolvedConstructExpr>(expression)) {
    PathFact object{.kind = PathKind::object, .entity = file_.entity(unresolved->getTypeAsWritten())};
    if (unresolved->getNumArgs() == 0) return {.kind = ValueKind::initial};
    for (const auto* given : unresolved->arguments()) object.arguments.push_back({.value = argument(given)});
    return path_value(out_.path(std::move(object)));
  }
  if (const auto* broken = dyn_cast<clang::RecoveryExpr>(expression)) {
    children(broken);
    out_.unknown(expression->getBeginLoc(), "error");
    return {};
  }
  if (expression->isGLValue() || isa<clang::OverloadExpr, clang::DependentScopeDeclRefExpr, clang::CXXDependentScopeMemberExpr,
                                     clang::DeclRefExpr, clang::MemberExpr>(expression)) {
    const auto path = place(expression);
    return path_value(path);
  }
  children(expression);
  return {};
}

ValueFact SummaryBody::waited(const clang::Expr* operand, clang::SourceLocation where) {
  const auto for_what = operand->isGLValue() ? path_value(place(operand)) : value(operand);
  out_.add(OperationKind::suspend, where).path = for_what.path;
  return {};
}

std::uint32_t SummaryBody::assignment(const clang::BinaryOperator* binary) {
  const ValueFact given = value(binary->getRHS());
  const auto path = place(binary->getLHS());
  OperationFact& operation =
      out_.add(binary->getOpcode() == clang::BO_Assign ? OperationKind::assign : OperationKind::update, binary->getOperatorLoc());
  operation.path = path;
  operation.value = given;
  if (operation.kind == OperationKind::update) operation.text = binary->getOpcodeStr();
  return path;
}

}  // namespace unknot
