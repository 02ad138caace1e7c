// The walk over a unit's syntax tree that notes what its project files declare and use.
#include "analyzer/extract/cpp/use_walk.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Sema/HeuristicResolver.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace unknot {
namespace {

using namespace clang;  // its visitor wants these names

/// Could the body stand in a source file? Not what must be seen to be instantiated, evaluated or deduced.
UsePlace place_of_body(const FunctionDecl* function) {
  if (function->isDependentContext() || function->isConstexpr() ||
      function->getDeclaredReturnType()->getContainedDeducedType() != nullptr)
    return UsePlace::fixed_body;
  const auto* method = llvm::dyn_cast<CXXMethodDecl>(function);
  return method != nullptr && !method->getParent()->getDeclName() ? UsePlace::fixed_body : UsePlace::body;
}

class Walk : public RecursiveASTVisitor<Walk> {
  using Base = RecursiveASTVisitor<Walk>;

 public:
  Walk(ASTContext& context, UseEvents& events)
      : context_(context), sources_(context.getSourceManager()), resolver_(context), events_(events) {}

  // Declarations.

  bool VisitNamespaceDecl(NamespaceDecl* decl) { return decl->isAnonymousNamespace() || declare(decl, false); }
  bool VisitNamespaceAliasDecl(NamespaceAliasDecl* decl) {
    events_.names_namespace(decl->getNamespace(), decl->getLocation());
    return declare(decl, true);
  }
  bool VisitUsingDirectiveDecl(UsingDirectiveDecl* decl) {
    events_.names_namespace(decl->getNominatedNamespace(), decl->getLocation());
    return true;
  }
  bool VisitTypedefNameDecl(TypedefNameDecl* decl) { return declare(decl, true); }
  bool VisitConceptDecl(ConceptDecl* decl) { return declare(decl, true); }
  bool VisitEnumConstantDecl(EnumConstantDecl* decl) { return declare(decl, false); }
  bool VisitUsingDecl(UsingDecl* decl) {
    declare(decl, true);
    for (const auto* shadow : decl->shadows()) {
      if (const auto* tag = llvm::dyn_cast<TagDecl>(shadow->getTargetDecl())) events_.name_type(tag, decl->getLocation());
      else if (const auto* made = llvm::dyn_cast<ClassTemplateDecl>(shadow->getTargetDecl()))
        events_.name(made, Strength::name_only, decl->getLocation());
      else events_.name(shadow->getTargetDecl(), Strength::refer, decl->getLocation());
    }
    return true;
  }
  bool VisitUnresolvedUsingValueDecl(UnresolvedUsingValueDecl* decl) { return declare(decl, true); }
  bool VisitUnresolvedUsingTypenameDecl(UnresolvedUsingTypenameDecl* decl) { return declare(decl, true); }
  bool VisitUsingEnumDecl(UsingEnumDecl* decl) {
    events_.name(decl->getEnumDecl(), Strength::complete, decl->getLocation());
    return true;
  }

  bool VisitTagDecl(TagDecl* tag) {
    if (const auto* made = llvm::dyn_cast<ClassTemplateSpecializationDecl>(tag)) {
      // The extent of what is declared in the source; an explicit instantiation declares nothing.
      if (!made->isExplicitSpecialization() && !llvm::isa<ClassTemplatePartialSpecializationDecl>(made)) {
        events_.complete(context_.getCanonicalTagType(made), made->getLocation());
        return true;
      }
      events_.name(made->getSpecializedTemplate(), Strength::name_only, made->getLocation());
    }
    if (is_friend(tag) && tag->getQualifier()) events_.name(tag, Strength::name_only, tag->getLocation());
    if (tag->getDeclName() || tag->getTypedefNameForAnonDecl() != nullptr) declare(tag, true);
    const auto* record = llvm::dyn_cast<CXXRecordDecl>(tag);
    if (record == nullptr || !record->isThisDeclarationADefinition() || record->isInvalidDecl()) return true;
    for (const auto& base : record->bases())
      if (base.getTypeSourceInfo() != nullptr)
        events_.complete(base.getType(), name_place(base.getTypeSourceInfo()->getTypeLoc()), Strength::inherit);
    // Implicit constructors and destructors are made where they are called, and need there what members need.
    const auto* destructor = record->getDestructor();
    if (destructor == nullptr || !destructor->isUserProvided() || !record->hasUserDeclaredConstructor())
      events_.destroy_members(record, SourceLocation());
    return true;
  }

  bool VisitFunctionDecl(FunctionDecl* function) {
    const bool defined = function->isThisDeclarationADefinition();
    if (is_friend(function) && !defined) {
      if (function->getQualifier()) events_.name(function, Strength::refer, function->getLocation());
      return true;
    }
    declare(function, true);
    if (function->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
      if (const auto* primary = function->getPrimaryTemplate()) events_.name(primary, Strength::refer, function->getLocation());
    if (!defined) return true;
    redeclare(function);
    const UsePlace place = place_of_body(function);
    if (const Stmt* body = function->hasBody() ? function->getBody() : nullptr) {
      SourceLocation begin = body->getBeginLoc();
      if (const auto* made = llvm::dyn_cast<CXXConstructorDecl>(function))
        for (const auto* init : made->inits())
          if (init->isWritten() && sources_.isBeforeInTranslationUnit(init->getSourceLocation(), begin))
            begin = init->getSourceLocation();
      events_.body(begin, body->getEndLoc(), place);
    }
    if (function->isInvalidDecl() || function->isDeleted()) return true;
    const auto* method = llvm::dyn_cast<CXXMethodDecl>(function);
    if (method != nullptr && method->isUserProvided() && llvm::isa<CXXConstructorDecl, CXXDestructorDecl>(method))
      events_.destroy_members(method->getParent(), function->getLocation(), place);
    if (function->isDefaulted()) return true;
    events_.complete(function->getReturnType(), type_place(function), Strength::complete, place);
    for (const auto* parameter : function->parameters()) {
      events_.complete(parameter->getType(), type_place(parameter), Strength::complete, place);
      events_.destroy(parameter->getType(), type_place(parameter), place);
    }
    return true;
  }

  bool VisitFieldDecl(FieldDecl* field) {
    declare(field, false);
    if (!field->isInvalidDecl()) events_.complete(field->getType(), type_place(field), Strength::member);
    return true;
  }

  bool VisitVarDecl(VarDecl* variable) {
    if (llvm::isa<ParmVarDecl>(variable)) return true;
    declare(variable, true);
    if (variable->isInvalidDecl()) return true;
    const auto kind = variable->isThisDeclarationADefinition();
    if (kind == VarDecl::DeclarationOnly && !variable->hasInit()) return true;
    redeclare(variable);
    const bool in_class = variable->isStaticDataMember() && !variable->isOutOfLine();
    events_.complete(variable->getType(), type_place(variable), in_class ? Strength::member : Strength::complete);
    events_.destroy(variable->getType(), variable->getLocation());
    if (const auto* cleanup = variable->getAttr<CleanupAttr>())
      events_.call(cleanup->getFunctionDecl(), nullptr, cleanup->getLocation());
    return true;
  }
  /// `auto [a, b] = x;` names fields, or calls get<>.
  bool VisitBindingDecl(BindingDecl* binding) {
    if (const auto* holder = binding->getHoldingVar()) return TraverseStmt(const_cast<Expr*>(holder->getInit()));
    return TraverseStmt(binding->getBinding());
  }

  // Types as they are written.

  /// `friend class X;` declares X itself; `friend X;` and `friend class a::X;` ask for a declaration.
  bool TraverseFriendDecl(FriendDecl* decl) {
    const auto* written = decl->getFriendType();
    if (written != nullptr) {
      const auto type = written->getTypeLoc().getAs<TagTypeLoc>();
      if (type && type.getElaboratedKeywordLoc().isValid() && !type.getQualifierLoc()) return true;
    }
    return Base::TraverseFriendDecl(decl);
  }
  bool VisitTagTypeLoc(TagTypeLoc type) {
    if (!type.isDefinition()) events_.name_type(type.getDecl(), type.getNameLoc());
    return true;
  }
  bool VisitTypedefTypeLoc(TypedefTypeLoc type) {
    events_.name(type.getTypePtr()->getDecl(), Strength::refer, type.getNameLoc());
    return true;
  }
  bool VisitDependentNameTypeLoc(DependentNameTypeLoc type) {
    return look_up(resolver_.resolveDependentNameType(type.getTypePtr()), type.getNameLoc(), false);
  }
  bool VisitUsingTypeLoc(UsingTypeLoc type) {
    const auto* shadow = type.getTypePtr()->getDecl();
    const auto* tag = llvm::dyn_cast<TagDecl>(shadow->getTargetDecl());
    events_.name(shadow, tag != nullptr ? Strength::name_only : Strength::refer, type.getNameLoc());
    return true;
  }
  bool VisitTemplateSpecializationTypeLoc(TemplateSpecializationTypeLoc type) {
    events_.name_template(type.getTypePtr()->getTemplateName(), Strength::name_only, type.getTemplateNameLoc());
    return true;
  }
  bool VisitDeducedTemplateSpecializationTypeLoc(DeducedTemplateSpecializationTypeLoc type) {
    events_.name_template(type.getTypePtr()->getTemplateName(), Strength::complete, type.getTemplateNameLoc());
    return true;
  }
  bool TraverseTemplateArgumentLoc(const TemplateArgumentLoc& given) {
    const auto kind = given.getArgument().getKind();
    if (kind == TemplateArgument::Template || kind == TemplateArgument::TemplateExpansion)
      events_.name_template(given.getArgument().getAsTemplateOrTemplatePattern(), Strength::complete, given.getTemplateNameLoc());
    return Base::TraverseTemplateArgumentLoc(given);
  }
  /// `int X::*` does not look into X.
  bool VisitMemberPointerTypeLoc(MemberPointerTypeLoc type) {
    of_member_pointer_ = type.getQualifierLoc().getOpaqueData();
    return true;
  }
  bool TraverseNestedNameSpecifierLoc(NestedNameSpecifierLoc before) {
    if (!before) return true;
    if (before.getOpaqueData() == of_member_pointer_) {
      of_member_pointer_ = nullptr;
      return Base::TraverseNestedNameSpecifierLoc(before);
    }
    switch (before.getNestedNameSpecifier().getKind()) {
      case NestedNameSpecifier::Kind::Type: {
        const TypeLoc type = before.castAsTypeLoc();
        events_.complete(type.getType(), name_place(type));
        break;
      }
      case NestedNameSpecifier::Kind::Namespace: {
        const auto* space = before.getNestedNameSpecifier().getAsNamespaceAndPrefix().Namespace;
        if (llvm::isa<NamespaceAliasDecl>(space)) events_.name(space, Strength::refer, before.getLocalBeginLoc());
        break;
      }
      default:
        break;
    }
    return Base::TraverseNestedNameSpecifierLoc(before);
  }
  bool VisitConceptReference(ConceptReference* named) {
    events_.name(named->getFoundDecl() != nullptr ? named->getFoundDecl() : named->getNamedConcept(), Strength::refer,
                 named->getConceptNameLoc());
    return true;
  }

  // Names in expressions.

  bool VisitDeclRefExpr(DeclRefExpr* named) {
    const auto* function = llvm::dyn_cast<FunctionDecl>(named->getDecl());
    if (function == nullptr) return events_.name(named->getFoundDecl(), Strength::refer, named->getLocation()), true;
    if (callees_.erase(named)) events_.call(function, named->getFoundDecl(), named->getLocation());
    else events_.name(named->getFoundDecl(), Strength::refer, named->getLocation());
    return true;
  }
  bool VisitMemberExpr(MemberExpr* named) {
    // A conversion that nobody wrote has no place of its own.
    const auto at = named->getMemberLoc().isValid() ? named->getMemberLoc() : named->getBase()->getExprLoc();
    if (!named->isImplicitAccess()) events_.complete(behind(named->getBase()->getType()), at);
    if (const auto* function = llvm::dyn_cast<FunctionDecl>(named->getMemberDecl()))
      events_.call(function, named->getFoundDecl(), at);
    else events_.name(named->getFoundDecl(), Strength::refer, at);
    return true;
  }
  /// What a template's look-up found before its arguments are known: each may be meant.
  bool VisitOverloadExpr(OverloadExpr* named) {
    const Strength strength = callees_.erase(named) ? Strength::call : Strength::refer;
    for (const auto* decl : named->decls()) events_.name(decl, strength, named->getNameLoc());
    return true;
  }
  /// A member of what a template makes: looked up in the template, as every instantiation that is not specialised will.
  bool VisitCXXDependentScopeMemberExpr(CXXDependentScopeMemberExpr* named) {
    return look_up(resolver_.resolveMemberExpr(named), named->getMemberLoc(), callees_.erase(named));
  }
  bool VisitDependentScopeDeclRefExpr(DependentScopeDeclRefExpr* named) {
    return look_up(resolver_.resolveDeclRefExpr(named), named->getLocation(), callees_.erase(named));
  }
  bool VisitDesignatedInitExpr(DesignatedInitExpr* init) {
    for (const auto& part : init->designators())
      if (part.isFieldDesignator()) events_.name(part.getFieldDecl(), Strength::refer, part.getFieldLoc());
    return true;
  }
  bool VisitOffsetOfExpr(OffsetOfExpr* offset) {
    events_.complete(offset->getTypeSourceInfo()->getType(), name_place(offset->getTypeSourceInfo()->getTypeLoc()));
    for (unsigned i = 0; i < offset->getNumComponents(); ++i)
      if (const auto& part = offset->getComponent(i); part.getKind() == OffsetOfNode::Field)
        events_.name(part.getField(), Strength::refer, part.getEndLoc());
    return true;
  }
  bool TraverseConstructorInitializer(CXXCtorInitializer* init) {
    if (init->isAnyMemberInitializer()) events_.name(init->getAnyMember(), Strength::refer, init->getMemberLocation());
    return Base::TraverseConstructorInitializer(init);
  }

  // Calls, also those that are not written.

  bool VisitCallExpr(CallExpr* called) {
    const Expr* callee = called->getCallee()->IgnoreParenImpCasts();
    if (llvm::isa<DeclRefExpr, OverloadExpr, CXXDependentScopeMemberExpr, DependentScopeDeclRefExpr>(callee))
      callees_.insert(callee);
    if (!called->isTypeDependent()) {
      events_.complete(called->getType(), called->getExprLoc());
      if (llvm::isa<CXXOperatorCallExpr>(called) && llvm::isa_and_nonnull<CXXMethodDecl>(called->getCalleeDecl()) &&
          called->getNumArgs() != 0)
        events_.complete(called->getArg(0)->getType(), called->getExprLoc());
    }
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr* made) {
    events_.call(made->getConstructor(), nullptr, made->getLocation());
    return complete(made);
  }
  bool VisitCXXInheritedCtorInitExpr(CXXInheritedCtorInitExpr* made) {
    events_.call(made->getConstructor(), nullptr, made->getLocation());
    return true;
  }
  bool VisitCXXBindTemporaryExpr(CXXBindTemporaryExpr* bound) {
    events_.destroy(bound->getType(), bound->getExprLoc());
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr* made) {
    const auto* written = made->getAllocatedTypeSourceInfo();
    events_.complete(made->getAllocatedType(), written != nullptr ? name_place(written->getTypeLoc()) : made->getBeginLoc());
    for (const auto* function : {made->getOperatorNew(), made->getOperatorDelete()})
      if (function != nullptr) events_.call(function, nullptr, made->getBeginLoc());
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr* ended) {
    const QualType type = ended->getDestroyedType();
    if (type.isNull()) return true;
    events_.complete(type, ended->getArgument()->getExprLoc());
    events_.destroy(type, ended->getArgument()->getExprLoc());
    if (ended->getOperatorDelete() != nullptr) events_.call(ended->getOperatorDelete(), nullptr, ended->getBeginLoc());
    return true;
  }
  bool VisitCXXRewrittenBinaryOperator(CXXRewrittenBinaryOperator* written) {
    const auto form = written->getDecomposedForm();
    if (const auto* called = llvm::dyn_cast<CallExpr>(form.InnerBinOp->IgnoreImplicit()))
      if (const auto* function = called->getDirectCallee()) events_.call(function, nullptr, written->getOperatorLoc());
    return true;
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt* loop) {
    // The loop's own variables are passed by as implicit.
    for (DeclStmt* part : {loop->getBeginStmt(), loop->getEndStmt(), loop->getLoopVarStmt()})
      if (part != nullptr && part->isSingleDecl())
        if (const auto* variable = llvm::dyn_cast<VarDecl>(part->getSingleDecl()); variable != nullptr && variable->hasInit())
          TraverseStmt(const_cast<Expr*>(variable->getInit()));
    for (Expr* part : {loop->getCond(), loop->getInc()})
      if (part != nullptr) TraverseStmt(part);
    return true;
  }
  bool VisitCoroutineSuspendExpr(CoroutineSuspendExpr* waits) {
    for (Expr* part : {waits->getCommonExpr(), waits->getReadyExpr(), waits->getSuspendExpr(), waits->getResumeExpr()})
      if (part != nullptr && !llvm::isa<OpaqueValueExpr>(part)) TraverseStmt(part);
    return true;
  }
  bool VisitCoreturnStmt(CoreturnStmt* returns) {
    return returns->getPromiseCall() == nullptr || TraverseStmt(returns->getPromiseCall());
  }
  bool VisitCoroutineBodyStmt(CoroutineBodyStmt* body) {
    // What is not written stands at the function's name, and belongs to its body.
    events_.stand_in(body->getBeginLoc());
    if (const auto* promise = body->getPromiseDecl()) {
      events_.complete(promise->getType(), body->getBeginLoc());
      if (promise->hasInit()) TraverseStmt(const_cast<Expr*>(promise->getInit()));
    }
    for (Stmt* part : {body->getInitSuspendStmt(), body->getFinalSuspendStmt(), static_cast<Stmt*>(body->getReturnValueInit()),
                       body->getExceptionHandler()})
      if (part != nullptr) TraverseStmt(part);
    events_.stand_in(SourceLocation());
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr* lambda) {
    events_.body(lambda->getBeginLoc(), lambda->getEndLoc(), UsePlace::fixed_body);
    return true;
  }

  // Expressions that need a type in full.

  bool VisitCastExpr(CastExpr* cast) {
    switch (cast->getCastKind()) {
      case CK_DerivedToBase:
      case CK_UncheckedDerivedToBase:
      case CK_DerivedToBaseMemberPointer:
      case CK_LValueToRValue:
        events_.complete(cast->getCastKind() == CK_LValueToRValue ? cast->getType() : behind(cast->getSubExpr()->getType()),
                         cast->getExprLoc());
        break;
      case CK_Dynamic:
        events_.complete(behind(cast->getSubExpr()->getType()), cast->getExprLoc());
        [[fallthrough]];
      case CK_BaseToDerived:
      case CK_BaseToDerivedMemberPointer:
        events_.complete(behind(cast->getType()), cast->getExprLoc());
        break;
      default:
        break;
    }
    return true;
  }
  bool VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr* asked) {
    events_.complete(asked->getTypeOfArgument(), asked->isArgumentType() ? name_place(asked->getArgumentTypeInfo()->getTypeLoc())
                                                                         : asked->getArgumentExpr()->getExprLoc());
    return true;
  }
  bool VisitTypeTraitExpr(TypeTraitExpr* asked) {
    if (asked->getTrait() == BTT_IsSame) return true;
    for (const auto* type : asked->getArgs()) events_.complete(type->getType(), name_place(type->getTypeLoc()));
    return true;
  }
  bool VisitArraySubscriptExpr(ArraySubscriptExpr* element) { return complete(element); }
  bool VisitInitListExpr(InitListExpr* list) { return complete(list); }
  bool VisitCompoundLiteralExpr(CompoundLiteralExpr* literal) { return complete(literal); }
  bool VisitCXXUnresolvedConstructExpr(CXXUnresolvedConstructExpr* made) { return complete(made); }
  bool VisitVAArgExpr(VAArgExpr* argument) { return complete(argument); }
  bool VisitUnaryOperator(UnaryOperator* op) {
    if (op->isIncrementDecrementOp() && op->getType()->isPointerType())
      events_.complete(op->getType()->getPointeeType(), op->getExprLoc());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator* op) {
    if (op->isPtrMemOp()) {
      events_.complete(behind(op->getLHS()->getType()), op->getExprLoc());
    } else if (op->isAdditiveOp() || op->getOpcode() == BO_AddAssign || op->getOpcode() == BO_SubAssign) {
      for (const auto* side : {op->getLHS(), op->getRHS()})
        if (side->getType()->isPointerType()) events_.complete(side->getType()->getPointeeType(), op->getExprLoc());
    }
    return true;
  }
  bool VisitCXXThrowExpr(CXXThrowExpr* thrown) {
    if (thrown->getSubExpr() != nullptr)
      events_.complete(behind(thrown->getSubExpr()->getType()), thrown->getSubExpr()->getExprLoc());
    return true;
  }
  bool VisitCXXCatchStmt(CXXCatchStmt* caught) {
    if (const auto* variable = caught->getExceptionDecl()) events_.complete(behind(variable->getType()), type_place(variable));
    return true;
  }
  bool VisitCXXTypeidExpr(CXXTypeidExpr* asked) {
    if (asked->isTypeOperand())
      events_.complete(behind(asked->getTypeOperandSourceInfo()->getType()),
                       name_place(asked->getTypeOperandSourceInfo()->getTypeLoc()));
    else events_.complete(asked->getExprOperand()->getType(), asked->getExprOperand()->getExprLoc());
    return true;
  }

 private:
  static const TemplateDecl* template_around(const NamedDecl* decl) {
    return llvm::isa<TagDecl, FunctionDecl, VarDecl, TypedefNameDecl>(decl) ? decl->getDescribedTemplate() : nullptr;
  }
  static bool is_friend(const NamedDecl* decl) {
    const auto* described = template_around(decl);
    return (described != nullptr ? described : decl)->getFriendObjectKind() != Decl::FOK_None;
  }
  bool complete(Expr* made) {
    events_.complete(made->getType(), made->getExprLoc());
    return true;
  }
  bool look_up(const std::vector<const NamedDecl*>& found, SourceLocation at, bool called) {
    for (const auto* decl : found) {
      events_.name(decl, called ? Strength::call : Strength::refer, at);
      if (const auto* record = llvm::dyn_cast<RecordDecl>(decl->getDeclContext())) events_.name(record, Strength::complete, at);
    }
    return true;
  }
  bool declare(NamedDecl* decl, bool user) {
    const auto* function = llvm::dyn_cast<FunctionDecl>(decl);
    if (is_friend(decl) && (function == nullptr || !function->isThisDeclarationADefinition())) return true;
    const auto* described = template_around(decl);
    events_.symbol(decl, (described != nullptr ? described : decl)->getSourceRange(), user);
    return true;
  }
  /// A definition is checked against the declaration that another file gives.
  template <class Declared>
  void redeclare(Declared* defined) {
    const auto* before = defined->getPreviousDecl();
    if (before == nullptr) return;
    const auto file = [this](SourceLocation at) { return sources_.getFileID(sources_.getExpansionLoc(at)); };
    if (file(defined->getFirstDecl()->getLocation()) != file(defined->getLocation()))
      events_.name(defined, Strength::refer, defined->getLocation());
  }

  ASTContext& context_;
  const SourceManager& sources_;
  HeuristicResolver resolver_;
  UseEvents& events_;
  llvm::SmallPtrSet<const Expr*, 8> callees_;
  const void* of_member_pointer_ = nullptr;
};

void walk_context(const DeclContext* context, UnitFiles& files, Walk& walk) {
  for (auto* decl : context->noload_decls()) {
    if (decl->isFromASTFile() || (decl->isImplicit() && !llvm::isa<LinkageSpecDecl>(decl))) continue;
    // Another file may be included within it.
    if (llvm::isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(decl)) {
      if (auto* space = llvm::dyn_cast<NamespaceDecl>(decl)) walk.VisitNamespaceDecl(space);
      walk_context(llvm::cast<DeclContext>(decl), files, walk);
      continue;
    }
    FilePlace place;
    if (files.expanded(decl->getLocation(), place)) walk.TraverseDecl(decl);
  }
}

}  // namespace

void walk_uses(ASTContext& context, UnitFiles& files, UseEvents& events) {
  Walk walk(context, events);
  walk_context(context.getTranslationUnitDecl(), files, walk);
}

}  // namespace unknot
