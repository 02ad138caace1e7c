// What declarations and macros are called.
#include "analyzer/extract/cpp/use_targets.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Index/USRGeneration.h"

namespace unknot {
namespace {

/// The class that `record` was instantiated from, or itself.
const clang::RecordDecl* pattern_of(const clang::RecordDecl* record) {
  const auto* cxx = llvm::dyn_cast<clang::CXXRecordDecl>(record);
  if (cxx == nullptr) return record;
  if (cxx->isInjectedClassName()) cxx = llvm::cast<clang::CXXRecordDecl>(cxx->getDeclContext());
  if (const auto* pattern = cxx->getTemplateInstantiationPattern()) return pattern;
  if (const auto* special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(cxx);
      special != nullptr && !special->isExplicitSpecialization() &&
      !llvm::isa<clang::ClassTemplatePartialSpecializationDecl>(special))
    return special->getSpecializedTemplate()->getTemplatedDecl();
  if (const auto* described = cxx->getDescribedClassTemplate())
    while (const auto* from = described->getInstantiatedFromMemberTemplate()) cxx = (described = from)->getTemplatedDecl();
  return cxx;
}

/// The member of the same kind and name in what the class around it was instantiated from.
const clang::NamedDecl* in_pattern(const clang::NamedDecl* member) {
  const auto* around = llvm::dyn_cast<clang::TagDecl>(member->getDeclContext());
  if (around == nullptr || !member->getDeclName()) return member;
  const clang::DeclContext* pattern = around;
  if (const auto* record = llvm::dyn_cast<clang::RecordDecl>(around)) pattern = pattern_of(record);
  else if (const auto* from = llvm::cast<clang::EnumDecl>(around)->getTemplateInstantiationPattern()) pattern = from;
  if (pattern == around) return member;
  if (const auto* record = llvm::dyn_cast<clang::RecordDecl>(pattern); record != nullptr && record->getDefinition() != nullptr)
    pattern = record->getDefinition();
  for (const auto* found : pattern->lookup(member->getDeclName()))
    if (found->getKind() == member->getKind()) return found;
  return member;
}

const clang::NamedDecl* template_of(const clang::FunctionDecl* function) {
  if (const auto* guide = llvm::dyn_cast<clang::CXXDeductionGuideDecl>(function)) return symbol_of(guide->getDeducedTemplate());
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructorDecl>(function); made != nullptr && made->isInheritingConstructor())
    return symbol_of(made->getInheritedConstructor().getConstructor());
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
  if (method != nullptr && method->getParent()->isLambda()) return nullptr;
  if (function->isImplicit()) return method != nullptr ? symbol_of(method->getParent()) : nullptr;
  if (function->getTemplateSpecializationKind() == clang::TSK_ExplicitSpecialization) return function;
  if (const auto* pattern = function->getTemplateInstantiationPattern(/*ForDefinition=*/false)) return pattern;
  if (const auto* described = function->getDescribedFunctionTemplate())
    while (const auto* from = described->getInstantiatedFromMemberTemplate()) function = (described = from)->getTemplatedDecl();
  return function;
}

}  // namespace

const clang::NamedDecl* symbol_of(const clang::NamedDecl* decl) {
  using namespace clang;
  if (decl == nullptr) return nullptr;
  if (const auto* made = llvm::dyn_cast<TemplateDecl>(decl); made != nullptr && !llvm::isa<ConceptDecl>(decl)) {
    decl = made->getTemplatedDecl();
    if (decl == nullptr || llvm::isa<TemplateTemplateParmDecl>(made)) return nullptr;
  }
  if (const auto* indirect = llvm::dyn_cast<IndirectFieldDecl>(decl)) decl = indirect->getAnonField();
  if (decl->getLocation().isInvalid() && !decl->isImplicit()) return nullptr;
  if (const auto* record = llvm::dyn_cast<RecordDecl>(decl)) {
    if (const auto* cxx = llvm::dyn_cast<CXXRecordDecl>(record); cxx != nullptr && cxx->isLambda()) return nullptr;
    record = pattern_of(record);
    decl = record;
    const bool has_name = record->getDeclName() || record->getTypedefNameForAnonDecl() != nullptr;
    if (record->isImplicit() || !has_name) return nullptr;
    // Only a friend declaration knows of it.
    if (record->getCanonicalDecl()->getFriendObjectKind() == Decl::FOK_Undeclared && record->getDefinition() == nullptr)
      return nullptr;
  } else if (const auto* function = llvm::dyn_cast<FunctionDecl>(decl)) {
    decl = template_of(function);
    if (decl == nullptr) return nullptr;
  } else if (const auto* enumeration = llvm::dyn_cast<EnumDecl>(decl)) {
    if (const auto* pattern = enumeration->getTemplateInstantiationPattern()) decl = pattern;
  } else if (const auto* variable = llvm::dyn_cast<VarDecl>(decl)) {
    if (llvm::isa<ParmVarDecl, DecompositionDecl, ImplicitParamDecl>(decl) || variable->isLocalVarDecl()) return nullptr;
    if (const auto* pattern = variable->getTemplateInstantiationPattern()) decl = pattern;
    else if (const auto* member = variable->getInstantiatedFromStaticDataMember()) decl = member;
  } else if (llvm::isa<FieldDecl, EnumConstantDecl, TypedefNameDecl>(decl)) {
    decl = in_pattern(decl);
  } else if (!llvm::isa<ConceptDecl, NamespaceAliasDecl, UsingDecl, UsingEnumDecl, NamespaceDecl, UnresolvedUsingValueDecl,
                        UnresolvedUsingTypenameDecl>(decl)) {
    return nullptr;
  }
  if (decl->getParentFunctionOrMethod() != nullptr) return nullptr;
  return llvm::cast<NamedDecl>(decl->getCanonicalDecl());
}

SymbolKind kind_of(const clang::NamedDecl* decl) {
  using namespace clang;
  if (llvm::isa<RecordDecl>(decl)) return SymbolKind::class_;
  if (llvm::isa<EnumDecl>(decl)) return SymbolKind::enumeration;
  if (llvm::isa<EnumConstantDecl>(decl)) return SymbolKind::enumerator;
  if (llvm::isa<CXXConstructorDecl>(decl)) return SymbolKind::constructor;
  if (llvm::isa<CXXDestructorDecl>(decl)) return SymbolKind::destructor;
  if (llvm::isa<CXXMethodDecl>(decl)) return SymbolKind::method;
  if (llvm::isa<FunctionDecl>(decl)) return SymbolKind::function;
  if (llvm::isa<FieldDecl>(decl)) return SymbolKind::field;
  if (llvm::isa<VarDecl>(decl)) return SymbolKind::variable;
  if (llvm::isa<ConceptDecl>(decl)) return SymbolKind::concept_;
  if (llvm::isa<NamespaceDecl>(decl)) return SymbolKind::namespace_;
  return SymbolKind::alias;
}

Linkage linkage_of(const clang::NamedDecl* decl) {
  switch (decl->getLinkageInternal()) {
    case clang::Linkage::External:
      return Linkage::external;
    case clang::Linkage::Module:
      return Linkage::module;
    case clang::Linkage::Internal:
    case clang::Linkage::UniqueExternal:
    case clang::Linkage::VisibleNone:
      return Linkage::internal;
    default:
      return decl->isInAnonymousNamespace() ? Linkage::internal : Linkage::none;
  }
}

namespace {

/// "start"; of a specialisation with its arguments: "Hash<core::Engine>".
void print_name(const clang::NamedDecl* decl, llvm::raw_ostream& out) {
  if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(decl)) {
    if (llvm::isa<clang::CXXDestructorDecl>(decl)) out << '~';
    decl = llvm::cast<clang::CXXMethodDecl>(decl)->getParent();
    out << decl->getName();
    return;
  }
  if (const auto* tag = llvm::dyn_cast<clang::TagDecl>(decl); tag != nullptr && tag->getTypedefNameForAnonDecl() != nullptr)
    decl = tag->getTypedefNameForAnonDecl();
  decl->printName(out);
  const auto* special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(decl);
  if (special == nullptr) return;
  const clang::PrintingPolicy policy(decl->getASTContext().getLangOpts());
  if (const auto* written = special->getTemplateArgsAsWritten())
    clang::printTemplateArgumentList(out, written->arguments(), policy);
  else clang::printTemplateArgumentList(out, special->getTemplateArgs().asArray(), policy);
}

}  // namespace

std::string qualified_name(const clang::NamedDecl* decl) {
  llvm::SmallVector<const clang::NamedDecl*, 8> parts{decl};
  for (const auto* around = decl->getDeclContext(); around != nullptr && !around->isTranslationUnit();
       around = around->getParent()) {
    const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(around);
    if (space != nullptr && (space->isInline() || space->isAnonymousNamespace())) continue;
    // What is in an unscoped enumeration is named without it.
    if (const auto* enumeration = llvm::dyn_cast<clang::EnumDecl>(around); enumeration != nullptr && !enumeration->isScoped())
      continue;
    const auto* named = llvm::dyn_cast<clang::NamedDecl>(around);
    const auto* tag = llvm::dyn_cast<clang::TagDecl>(around);
    if (named != nullptr && (named->getDeclName() || (tag != nullptr && tag->getTypedefNameForAnonDecl() != nullptr)))
      parts.push_back(named);
  }
  std::string out;
  llvm::raw_string_ostream stream(out);
  for (std::size_t p = parts.size(); p-- > 0;) {
    print_name(parts[p], stream);
    if (p != 0) stream << "::";
  }
  return out;
}

std::string UseTargets::declared_in(clang::SourceLocation location) {
  FilePlace place;
  if (files_.expanded(location, place)) return files_.relative(place.file);
  return files_.path_of(location);
}

std::string UseTargets::usr(const clang::NamedDecl* decl) {
  llvm::SmallString<128> out;
  if (clang::index::generateUSRForDecl(decl, out)) return {};
  // Clang tells files apart by their base name only.
  if (linkage_of(decl) == Linkage::internal || !out.starts_with("c:@"))
    return (out + "@" + declared_in(decl->getLocation())).str();
  return std::string(out);
}

bool UseTargets::is_outside(const clang::NamedDecl* decl) {
  FilePlace place;
  if (const auto* tag = llvm::dyn_cast<clang::TagDecl>(decl))
    if (const auto* definition = tag->getDefinition()) return !files_.expanded(definition->getLocation(), place);
  for (const auto* each : decl->redecls())
    if (files_.expanded(each->getLocation(), place)) return false;
  return true;
}

std::uint32_t UseTargets::of(const clang::NamedDecl* decl) {
  const auto [asked, fresh] = ids_.try_emplace(decl, kNone);
  if (!fresh) return asked->second;
  const clang::NamedDecl* symbol = symbol_of(decl);
  if (symbol == nullptr) return kNone;
  const bool outside = is_outside(symbol);
  if (outside) {
    while (const auto* around = llvm::dyn_cast<clang::TagDecl>(symbol->getDeclContext())) {
      if (llvm::isa<clang::EnumDecl>(around) && !around->getDeclName()) break;
      const auto* outer = symbol_of(around);
      if (outer == nullptr) break;
      symbol = outer;
    }
  }
  std::uint32_t& id = ids_.try_emplace(symbol, kNone).first->second;
  if (id == kNone) {
    id = size();
    targets_.push_back({.decl = symbol, .macro = nullptr, .macro_name = {}, .outside = outside});
  }
  const std::uint32_t out = id;
  return ids_[decl] = out;
}

std::uint32_t UseTargets::of(llvm::StringRef name, const clang::MacroInfo* macro) {
  const auto [known, fresh] = ids_.try_emplace(macro, size());
  if (!fresh) return known->second;
  FilePlace place;
  targets_.push_back(
      {.decl = nullptr, .macro = macro, .macro_name = name.str(), .outside = !files_.expanded(macro->getDefinitionLoc(), place)});
  return known->second;
}

std::string UseTargets::outside(const Target& target) {
  namespace standard = clang::tooling::stdlib;
  if (target.macro != nullptr) {
    for (const auto language : {standard::Lang::CXX, standard::Lang::C})
      if (const auto symbol = standard::Symbol::named("", target.macro_name, language))
        if (const auto header = symbol->header()) return header->name().str();
    return files_.path_of(target.macro->getDefinitionLoc());
  }
  if (const auto symbol = standard_(target.decl)) {
    if (const auto header = symbol->header()) return header->name().str();
    if (const auto headers = symbol->headers(); !headers.empty()) return headers.front().name().str();
  }
  const auto* decl = target.decl;
  if (const auto* tag = llvm::dyn_cast<clang::TagDecl>(decl); tag != nullptr && tag->getDefinition() != nullptr)
    decl = tag->getDefinition();
  return files_.path_of(decl->getLocation());
}

UsedSymbol UseTargets::describe(std::uint32_t id) {
  const Target& target = targets_[id];
  UsedSymbol out;
  if (target.macro != nullptr) {
    out.usr = "macro:" + target.macro_name + "@" + declared_in(target.macro->getDefinitionLoc());
    out.name = target.macro_name;
    out.kind = SymbolKind::macro;
  } else {
    out.usr = usr(target.decl);
    out.name = qualified_name(target.decl);
    out.kind = kind_of(target.decl);
  }
  if (target.outside) out.outside = outside(target);
  return out;
}

}  // namespace unknot
