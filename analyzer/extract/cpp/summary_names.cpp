// Stable names: Clang's USRs, where they stay the same when lines move; names made from what is around a declaration, where not.
#include "analyzer/extract/cpp/summary_names.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"

namespace unknot {

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

const clang::NamedDecl* pattern_of(const clang::NamedDecl* decl) {
  if (const auto* function = dyn_cast<clang::FunctionDecl>(decl)) {
    if (function->getTemplateSpecializationKindForInstantiation() == clang::TSK_ExplicitSpecialization) return function;
    if (const auto* pattern = function->getTemplateInstantiationPattern(/*ForDefinition=*/false)) return pattern;
    if (const auto* member = function->getInstantiatedFromMemberFunction()) return member;
    if (const auto* primary = function->getPrimaryTemplate()) return primary->getTemplatedDecl();
    return function;
  }
  if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
    if (const auto* pattern = variable->getTemplateInstantiationPattern()) return pattern;
    return variable;
  }
  if (const auto* record = dyn_cast<clang::CXXRecordDecl>(decl)) {
    if (const auto* pattern = record->getTemplateInstantiationPattern()) return pattern;
    if (const auto* instance = dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
        instance != nullptr && !instance->isExplicitSpecialization())
      return instance->getSpecializedTemplate()->getTemplatedDecl();
    return record;
  }
  if (const auto* field = dyn_cast<clang::FieldDecl>(decl)) {
    const auto* parent = dyn_cast<clang::CXXRecordDecl>(field->getParent());
    if (parent == nullptr) return field;
    const auto* pattern = cast<clang::CXXRecordDecl>(pattern_of(parent));
    if (pattern == parent) return field;
    for (const auto* candidate : pattern->fields())
      if (candidate->getFieldIndex() == field->getFieldIndex()) return candidate;
  }
  return decl;
}

const clang::CXXRecordDecl* class_of(clang::QualType type) {
  if (type.isNull()) return nullptr;
  type = type.getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  if (const auto* array = type->getAsArrayTypeUnsafe()) return class_of(array->getElementType());
  return type->getAsCXXRecordDecl();
}

namespace {

/// Of a template's constructor "Guard" and not "Guard<T>".
std::string plain_name(const clang::NamedDecl* decl) {
  if (const auto* method = dyn_cast<clang::CXXMethodDecl>(decl)) {
    const std::string of = method->getParent()->getNameAsString();
    if (isa<clang::CXXConstructorDecl>(method)) return of;
    if (isa<clang::CXXDestructorDecl>(method)) return "~" + of;
  }
  if (decl->getDeclName().isEmpty()) return isa<clang::NamespaceDecl>(decl) ? "(anonymous namespace)" : "(anonymous)";
  return decl->getNameAsString();
}

using LambdaName = llvm::function_ref<std::string(const clang::CXXRecordDecl*)>;

std::string qualified_name(const clang::NamedDecl* decl, LambdaName lambda_name) {
  const auto* method_itself = dyn_cast<clang::CXXMethodDecl>(decl);
  if (method_itself != nullptr && method_itself->getParent()->isLambda()) return lambda_name(method_itself->getParent());
  std::string out = plain_name(decl);
  for (const auto* around = decl->getDeclContext(); around != nullptr && !around->isTranslationUnit();
       around = around->getParent()) {
    const auto* named = dyn_cast<clang::NamedDecl>(around);
    const auto* space = dyn_cast<clang::NamespaceDecl>(around);
    const auto* enumeration = dyn_cast<clang::EnumDecl>(around);
    if (named == nullptr || (space != nullptr && space->isInline()) || (enumeration != nullptr && !enumeration->isScoped()))
      continue;
    // A lambda's name starts with the names of what is around it.
    if (const auto* method = dyn_cast<clang::CXXMethodDecl>(around); method != nullptr && method->getParent()->isLambda())
      return lambda_name(method->getParent()) + "::" + out;
    if (const auto* record = dyn_cast<clang::CXXRecordDecl>(around); record != nullptr && record->isLambda()) continue;
    out = plain_name(named) + "::" + out;
  }
  return out;
}

}  // namespace

std::string type_text(clang::QualType type, const clang::ASTContext& context) {
  if (type.isNull()) return "";
  type = type.getNonReferenceType();
  if (type->isPointerType()) return type_text(type->getPointeeType(), context) + "*";
  if (const auto* record = type->getAsCXXRecordDecl();
      record != nullptr && !record->isLambda() && record->getIdentifier() != nullptr)
    return qualified_name(pattern_of(record), [](const clang::CXXRecordDecl*) { return std::string("(lambda)"); });
  if (const auto* record = type->getAsCXXRecordDecl(); record != nullptr) return record->isLambda() ? "(lambda)" : "(unnamed)";
  clang::PrintingPolicy policy(context.getLangOpts());
  policy.FullyQualifiedName = true;
  policy.AnonymousTagLocations = false;
  return type.getUnqualifiedType().getAsString(policy);
}

bool never_throws(const clang::FunctionDecl* function) {
  const auto* type = function->getType()->getAs<clang::FunctionProtoType>();
  if (function->hasAttr<clang::NoThrowAttr>()) return true;
  if (type == nullptr) return false;
  switch (type->getExceptionSpecType()) {
    case clang::EST_Unevaluated:  // of a destructor without one of its own: it nearly always is
    case clang::EST_Uninstantiated:
      return isa<clang::CXXDestructorDecl>(function);
    case clang::EST_Unparsed:
    case clang::EST_DependentNoexcept:
      return false;
    case clang::EST_None:
      if (!isa<clang::CXXDestructorDecl>(function)) return false;
      return true;  // of a template's destructor it is left open until it is instantiated
    default:
      return type->canThrow() == clang::CT_Cannot;
  }
}

bool SummaryNames::name_lambda(const clang::CXXRecordDecl* lambda, std::string usr, std::string name) {
  return lambdas_.try_emplace(lambda, std::move(usr), std::move(name)).second;
}

const ProjectFile* SummaryNames::file_of(clang::SourceLocation location) {
  if (location.isInvalid()) return nullptr;
  const auto& sources = context_.getSourceManager();
  return file_of_(sources.getFileID(sources.getExpansionLoc(location)));
}

bool SummaryNames::outside(const clang::Decl* decl) { return file_of(decl->getLocation()) == nullptr; }

namespace {

/// Of two locals of one name in one function the later has a number behind its name.
unsigned ordinal_in(const clang::FunctionDecl* function, const clang::NamedDecl* decl) {
  unsigned before = 0;
  for (const auto* other : function->decls()) {
    if (other == decl) break;
    const auto* named = dyn_cast<clang::NamedDecl>(other);
    before += named != nullptr && named->getDeclName() == decl->getDeclName() && named->getKind() == decl->getKind() &&
              !named->isImplicit();
  }
  return before;
}

std::string overload(const clang::NamedDecl* decl) {
  const auto* function = dyn_cast<clang::FunctionDecl>(decl);
  if (function == nullptr) return "";
  std::string out = "#";
  for (const auto* parameter : function->parameters()) out += parameter->getType().getCanonicalType().getAsString() + "#";
  return out;
}

}  // namespace

const std::string& SummaryNames::usr(const clang::Decl* decl) {
  const clang::Decl* canonical = decl->getCanonicalDecl();
  if (const auto known = usrs_.find(canonical); known != usrs_.end()) return known->second;
  std::string made = make_usr(canonical);
  return usrs_[canonical] = std::move(made);
}

std::string SummaryNames::make_usr(const clang::Decl* decl) {
  const auto* named = dyn_cast<clang::NamedDecl>(decl);
  if (named == nullptr) return "";
  named = cast<clang::NamedDecl>(pattern_of(named)->getCanonicalDecl());
  if (const auto* method = dyn_cast<clang::CXXMethodDecl>(named); method != nullptr && method->getParent()->isLambda()) {
    const auto lambda = lambdas_.find(method->getParent());
    if (lambda != lambdas_.end()) return lambda->second.first;
  }
  if (const auto* record = dyn_cast<clang::CXXRecordDecl>(named); record != nullptr && record->isLambda()) {
    const auto lambda = lambdas_.find(record);
    if (lambda != lambdas_.end()) return lambda->second.first + "@type";
  }
  // Clang names what is local to a function by the place in the text.
  if (const auto* function = dyn_cast_or_null<clang::FunctionDecl>(named->getParentFunctionOrMethod())) {
    const auto* around = named->getDeclContext();
    const bool direct = around == function;
    std::string out = direct ? usr(function) : usr(cast<clang::Decl>(around));
    out += "@" + named->getNameAsString() + overload(named);
    if (const unsigned ordinal = direct ? ordinal_in(function, named) : 0; ordinal > 0) out += "@" + std::to_string(ordinal);
    return out;
  }
  llvm::SmallString<128> text;
  if (clang::index::generateUSRForDecl(named, text)) text = "c:?" + named->getQualifiedNameAsString();
  return std::string(text) + file_suffix(named);
}

std::string SummaryNames::file_suffix(const clang::NamedDecl* decl) {
  if (decl->isExternallyVisible() || isa<clang::NamespaceDecl>(decl)) return "";
  const auto* file = file_of(decl->getLocation());
  return file != nullptr ? "@" + file->name : "";
}

std::string SummaryNames::qualified(const clang::NamedDecl* decl) {
  return qualified_name(decl, [this](const clang::CXXRecordDecl* lambda) {
    const auto known = lambdas_.find(lambda);
    return known != lambdas_.end() ? known->second.second : "(lambda)";
  });
}

EntityFact SummaryNames::entity(const clang::NamedDecl* decl) {
  const clang::NamedDecl* given = decl;
  decl = pattern_of(decl);
  EntityFact out{.usr = usr(given), .name = qualified(decl)};
  const auto mark = [&](bool holds, std::uint32_t flag) {
    if (holds) out.attributes |= flag;
  };
  mark(outside(decl), attribute::outside);
  if (const auto* function = dyn_cast<clang::FunctionDecl>(decl)) {
    const auto* used = cast<clang::FunctionDecl>(given);
    mark(never_throws(used), attribute::no_throw);
    mark(used->isNoReturn(), attribute::no_return);
    mark(function->isTemplated(), attribute::pattern);
    if (const auto* method = dyn_cast<clang::CXXMethodDecl>(function)) {
      mark(method->isVirtual(), attribute::dynamic);
      mark(method->isStatic(), attribute::of_class);
      mark(method->isConst(), attribute::read_only);
      mark(method->hasAttr<clang::FinalAttr>() || method->getParent()->isEffectivelyFinal(), attribute::final);
    }
    mark(!function->isExternallyVisible(), attribute::internal);
  } else if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
    out.kind = EntityKind::variable;
    out.type = type_text(variable->getType(), context_);
    mark(variable->getTLSKind() != clang::VarDecl::TLS_None, attribute::thread_bound);
    mark(variable->getType().isConstant(context_) || variable->isConstexpr(), attribute::constant);
    mark(variable->isStaticDataMember(), attribute::of_class);
    mark(variable->isStaticLocal(), attribute::in_function);
    mark(variable->getType()->isReferenceType(), attribute::by_reference);
    mark(!variable->isExternallyVisible(), attribute::internal);
  } else if (const auto* field = dyn_cast<clang::ValueDecl>(decl); field != nullptr) {
    out.kind = EntityKind::field;
    out.type = type_text(field->getType(), context_);
    mark(field->getType()->isReferenceType(), attribute::by_reference);
    mark(field->getType().isConstQualified(), attribute::constant);
  } else {
    out.kind = EntityKind::type;
    if (const auto* record = dyn_cast<clang::CXXRecordDecl>(decl)) mark(record->isDependentContext(), attribute::pattern);
    mark(!decl->isExternallyVisible(), attribute::internal);
  }
  return out;
}

EntityFact SummaryNames::entity(clang::QualType type) {
  type = type.getNonReferenceType().getUnqualifiedType();
  if (const auto* record = type->getAsCXXRecordDecl()) return entity(record);
  const std::string text = type_text(type.getCanonicalType(), context_);
  return {.usr = "t:" + text, .name = text, .type = "", .kind = EntityKind::type, .attributes = 0};
}

EntityFact SummaryNames::implicit_member(const clang::CXXRecordDecl* record, bool destructor) {
  const auto* pattern = cast<clang::CXXRecordDecl>(pattern_of(record));
  const std::string name = (destructor ? "~" : "") + plain_name(pattern);
  EntityFact out{.usr = usr(pattern), .name = qualified(pattern) + "::" + name};
  // As Clang would name it, had it been declared.
  const bool local = pattern->getParentFunctionOrMethod() != nullptr;
  const std::string behind = local ? "" : file_suffix(pattern);
  out.usr.resize(out.usr.size() - behind.size());
  out.usr += (local ? "@" : "@F@") + name + "#" + behind;
  out.attributes = attribute::implicit;
  if (destructor) out.attributes |= attribute::no_throw;
  if (outside(pattern)) out.attributes |= attribute::outside;
  return out;
}

}  // namespace unknot
