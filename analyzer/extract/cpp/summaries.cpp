// Walks the declarations of a unit, and has each function and class of the project summarised.
#include "analyzer/extract/cpp/summaries.h"

#include <algorithm>

#include "analyzer/extract/cpp/summary_body.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;

class Walk {
 public:
  Walk(clang::ASTContext& context, const FileOf& file_of) : context_(context), names_(context, file_of) {}

  void context(const clang::DeclContext* around) {
    for (const auto* decl : around->decls())
      if (!decl->isFromASTFile()) declaration(decl);  // what is imported is said by the unit that declares it
  }

  std::vector<FileSummaries> take() {
    std::vector<FileSummaries> out;
    for (auto& [path, file] : files_) {
      sort_unique(file.second->facts.instances);
      if (!file.second->facts.entities.empty()) out.push_back({file.first, std::move(file.second->facts)});
    }
    return out;
  }

 private:
  FileSummary* summary_for(clang::SourceLocation location) {
    const ProjectFile* file = names_.file_of(location);
    if (file == nullptr) return nullptr;
    auto& known = files_[file->path];
    if (known.second == nullptr) known = {file, std::make_unique<FileSummary>(names_, context_, *file)};
    return known.second.get();
  }

  void declaration(const clang::Decl* decl) {
    if (decl->isImplicit()) return;
    if (isa<clang::LinkageSpecDecl, clang::ExportDecl>(decl)) return context(cast<clang::DeclContext>(decl));
    FileSummary* file = summary_for(decl->getLocation());
    if (file == nullptr) return;
    if (const auto* space = dyn_cast<clang::NamespaceDecl>(decl)) return context(space);
    if (const auto* of_template = dyn_cast<clang::TemplateDecl>(decl)) {
      if (const auto* templated = of_template->getTemplatedDecl()) declaration(templated);
      return;
    }
    if (const auto* friendly = dyn_cast<clang::FriendDecl>(decl)) {
      if (const auto* befriended = friendly->getFriendDecl()) declaration(befriended);
      return;
    }
    if (const auto* function = dyn_cast<clang::FunctionDecl>(decl)) return defined(*file, function);
    if (const auto* record = dyn_cast<clang::CXXRecordDecl>(decl)) return defined(*file, record);
    if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) return defined(*file, variable);
    if (const auto* alias = dyn_cast<clang::TypedefNameDecl>(decl))
      file->note_instances(alias->getUnderlyingType(), alias->getLocation());
  }

  static FunctionKind kind_of(const clang::FunctionDecl* function) {
    if (isa<clang::CXXConstructorDecl>(function)) return FunctionKind::constructor;
    if (isa<clang::CXXDestructorDecl>(function)) return FunctionKind::destructor;
    return isa<clang::CXXMethodDecl>(function) ? FunctionKind::method : FunctionKind::function;
  }

  FunctionFact start(FileSummary& file, std::uint32_t entity, FunctionKind kind, clang::SourceLocation where) {
    FunctionFact fact{.entity = entity, .kind = kind, .attributes = file.facts.entities[entity].attributes};
    std::tie(fact.line, fact.column) = file.place(where);
    fact.macro = file.macro_at(where);
    return fact;
  }

  void defined(FileSummary& file, const clang::FunctionDecl* function) {
    if (!function->doesThisDeclarationHaveABody() || function->getBody() == nullptr || function->isTemplateInstantiation())
      return;
    FunctionFact fact = start(file, file.entity(function), kind_of(function), function->getLocation());
    if (isa<clang::CoroutineBodyStmt>(function->getBody())) fact.attributes |= attribute::coroutine;
    if (function->isInvalidDecl()) fact.attributes |= attribute::partial;
    if (const auto* method = dyn_cast<clang::CXXMethodDecl>(function)) {
      fact.parent = file.entity(method->getParent());
      std::vector<const clang::CXXMethodDecl*> open{method};
      while (!open.empty()) {
        const auto* next = open.back();
        open.pop_back();
        for (const auto* base : next->overridden_methods()) fact.overrides.push_back(file.entity(base)), open.push_back(base);
      }
      std::ranges::sort(fact.overrides, {}, [&](std::uint32_t e) { return file.facts.entities[e].usr; });
      const auto rest = std::ranges::unique(fact.overrides);
      fact.overrides.erase(rest.begin(), rest.end());
    }
    summarise(file, std::move(fact), [&](SummaryBody& body) { body.function(function, nullptr); });
  }

  void defined(FileSummary& file, const clang::VarDecl* variable) {
    if (variable->isStaticLocal() || !variable->isFileVarDecl()) return;
    file.note_instances(variable->getType(), variable->getLocation());
    const clang::Expr* init = variable->getInit();
    if (init == nullptr || variable->isConstexpr() || isa<clang::VarTemplateSpecializationDecl>(variable)) return;
    // A number is only looked at if something happens on the way to it: a registration.
    if (variable->getType().isConstQualified() && variable->getType()->isArithmeticType() && !init->HasSideEffects(context_)) return;
    EntityFact own = names_.entity(variable);
    own.usr += "@init";
    own.type.clear();
    own.kind = EntityKind::function;
    own.attributes &= attribute::internal;
    FunctionFact fact = start(file, file.entity(std::move(own)), FunctionKind::initialiser, variable->getLocation());
    fact.parent = file.entity(variable);
    summarise_if_busy(file, std::move(fact), [&](SummaryBody& body) { body.initialiser(variable); });
  }

  using Body = llvm::function_ref<void(SummaryBody&)>;
  void summarise(FileSummary& file, FunctionFact fact, Body body) {
    MetInBodies met;
    {
      SummaryBody made(file, fact, met);
      body(made);
    }
    file.facts.functions.push_back(std::move(fact));
    for (const auto& [expression, parent] : met.lambdas) {
      const auto* called = expression->getCallOperator();
      if (called->getBody() == nullptr) continue;
      FunctionFact own = start(file, file.entity(called), FunctionKind::lambda, expression->getBeginLoc());
      own.parent = parent;
      for (const auto& capture : expression->captures()) {
        const Passing passing = capture.getCaptureKind() == clang::LCK_ByRef || capture.getCaptureKind() == clang::LCK_This
                                    ? Passing::reference
                                    : Passing::value;
        own.captures.push_back({capture.capturesThis()       ? "this"
                                : capture.capturesVariable() ? capture.getCapturedVar()->getNameAsString()
                                                             : "",
                                passing});
      }
      if (isa<clang::CoroutineBodyStmt>(called->getBody())) own.attributes |= attribute::coroutine;
      summarise(file, std::move(own), [&, &lambda = expression](SummaryBody& inner) { inner.function(called, lambda); });
    }
    for (const auto* record : met.classes) defined(file, record);
  }

  /// What stands between an access specifier and its colon: a macro that expands to nothing, for another tool to read.
  std::string label_of(const clang::AccessSpecDecl& access) const {
    const auto& sources = context_.getSourceManager();
    if (access.getAccessSpecifierLoc().isMacroID() || access.getColonLoc().isMacroID()) return {};
    const auto begin = clang::Lexer::getLocForEndOfToken(access.getAccessSpecifierLoc(), 0, sources, context_.getLangOpts());
    const auto text = clang::Lexer::getSourceText(clang::CharSourceRange::getCharRange(begin, access.getColonLoc()), sources, context_.getLangOpts()).trim();
    const bool is_word = !text.empty() && llvm::all_of(text, [](char c) { return clang::isAsciiIdentifierContinue(c); });
    return is_word ? text.str() : std::string{};
  }

  void defined(FileSummary& file, const clang::CXXRecordDecl* record) {
    if (!record->isThisDeclarationADefinition()) return;
    if (const auto* instance = dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
        instance != nullptr && instance->getSpecializationKind() != clang::TSK_ExplicitSpecialization &&
        !isa<clang::ClassTemplatePartialSpecializationDecl>(record))
      return;
    ClassFact fact{.entity = file.entity(record)};
    fact.attributes = file.facts.entities[fact.entity].attributes;
    std::tie(fact.line, fact.column) = file.place(record->getLocation());
    fact.macro = file.macro_at(record->getLocation());
    for (const auto& base : record->bases()) {
      if (const auto* of = class_of(base.getType())) fact.bases.push_back(file.entity(of));
      file.note_instances(base.getType(), base.getBeginLoc());
    }
    std::string label;
    for (const auto* decl : record->decls()) {
      if (decl->isImplicit()) continue;
      if (const auto* access = dyn_cast<clang::AccessSpecDecl>(decl)) {
        label = label_of(*access);
        if (!label.empty()) fact.sections.push_back({.label = label});
      }
      const auto* named = dyn_cast<clang::NamedDecl>(decl);
      if (const auto* function = decl->getAsFunction(); function != nullptr && isa<clang::CXXMethodDecl>(function)) {
        fact.methods.push_back(file.entity(function));
        if (!label.empty()) fact.sections.back().methods.push_back(fact.methods.back());
      } else if (isa<clang::FieldDecl>(decl)) {
        fact.fields.push_back(file.entity(named));
        file.note_instances(cast<clang::FieldDecl>(decl)->getType(), decl->getLocation());
      } else if (isa<clang::TypeDecl, clang::ClassTemplateDecl, clang::TypeAliasTemplateDecl>(decl) &&
                 named->getIdentifier() != nullptr) {
        fact.types.push_back(named->getNameAsString());
      }
    }
    file.facts.classes.push_back(std::move(fact));
    context(record);
    unwritten_members(file, record);
  }

  /// Destructors and default constructors that nobody wrote and that do something: they run other functions.
  void unwritten_members(FileSummary& file, const clang::CXXRecordDecl* record) {
    if (record->isLambda() || record->isUnion() || record->isInvalidDecl()) return;
    const auto* written = record->getDestructor();
    const bool parts_end =
        record->isDependentContext() ? !record->field_empty() || record->getNumBases() > 0 : !record->hasTrivialDestructor();
    if ((written == nullptr || (!written->isUserProvided() && !written->isDeleted())) && parts_end) {
      FunctionFact fact = start(file, file.entity(names_.implicit_member(record, /*destructor=*/true)), FunctionKind::destructor,
                                record->getLocation());
      fact.parent = file.entity(record);
      summarise_if_busy(file, std::move(fact), [&](SummaryBody& body) { body.implicit_destructor(record); });
    }
    const bool own_constructor =
        record->hasUserProvidedDefaultConstructor() || (record->hasUserDeclaredConstructor() && !record->hasDefaultConstructor());
    if (own_constructor || (!record->isDependentContext() && record->hasTrivialDefaultConstructor())) return;
    if (!record->hasInClassInitializer() && record->field_empty() && record->getNumBases() == 0) return;
    FunctionFact fact = start(file, file.entity(names_.implicit_member(record, /*destructor=*/false)), FunctionKind::constructor,
                              record->getLocation());
    fact.parent = file.entity(record);
    summarise_if_busy(file, std::move(fact), [&](SummaryBody& body) { body.implicit_constructor(record); });
  }

  /// Of what nobody wrote as a function only what does something is kept.
  void summarise_if_busy(FileSummary& file, FunctionFact fact, Body body) {
    const auto before = static_cast<std::ptrdiff_t>(file.facts.functions.size());
    summarise(file, std::move(fact), body);
    const auto made = file.facts.functions.begin() + before;
    const bool idle = std::ranges::all_of(made->blocks, [](const BlockFact& block) { return block.operations.empty(); });
    if (idle) file.facts.functions.erase(made);
  }

  clang::ASTContext& context_;
  SummaryNames names_;
  std::map<std::string, std::pair<const ProjectFile*, std::unique_ptr<FileSummary>>> files_;
};

}  // namespace

std::vector<FileSummaries> collect_functions(clang::ASTContext& context, const FileOf& file_of) {
  Walk walk(context, file_of);
  walk.context(context.getTranslationUnitDecl());
  return walk.take();
}

}  // namespace unknot
