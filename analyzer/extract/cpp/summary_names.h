// Declarations => entities of a file's facts: stable names, qualified names, attributes.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "graph/function_facts.h"
#include "llvm/ADT/DenseMap.h"

namespace unknot {

struct ProjectFile {
  std::string path;  ///< absolute, as Clang spells it
  std::string name;  ///< in the root
};
/// nullptr: not of the project.
using FileOf = std::function<const ProjectFile*(clang::FileID)>;

/// Names of declarations, for all files of a unit. What an instantiation declares has the name of what is written: its pattern.
class SummaryNames {
 public:
  SummaryNames(clang::ASTContext& context, const FileOf& file_of) : context_(context), file_of_(file_of) {}

  /// The usr alone.
  const std::string& usr(const clang::Decl*);
  EntityFact entity(const clang::NamedDecl*);
  /// A type that is thrown, caught, made or passed: a class by its declaration, any other by how it is written.
  EntityFact entity(clang::QualType);
  /// A destructor or default constructor that nobody wrote: Clang may not have declared it.
  EntityFact implicit_member(const clang::CXXRecordDecl*, bool destructor);
  /// Remembers how the call operator of a lambda is called: lambdas have no names of their own that would stay. False: it has
  /// one.
  bool name_lambda(const clang::CXXRecordDecl* lambda, std::string usr, std::string name);

  bool outside(const clang::Decl*);
  const ProjectFile* file_of(clang::SourceLocation);

 private:
  std::string make_usr(const clang::Decl*);
  /// What tells names of internal linkage apart: "@" and the file's path in the root.
  std::string file_suffix(const clang::NamedDecl*);
  std::string qualified(const clang::NamedDecl*);

  clang::ASTContext& context_;
  const FileOf& file_of_;
  llvm::DenseMap<const clang::Decl*, std::string> usrs_;
  llvm::DenseMap<const clang::CXXRecordDecl*, std::pair<std::string, std::string>> lambdas_;
};

/// What is written, of what was instantiated from it; else the declaration itself.
const clang::NamedDecl* pattern_of(const clang::NamedDecl*);
/// The class of an object, reference or pointer; nullptr: none.
const clang::CXXRecordDecl* class_of(clang::QualType);
/// As EntityFact::type.
std::string type_text(clang::QualType, const clang::ASTContext&);
/// Never throws, as far as its declaration says.
bool never_throws(const clang::FunctionDecl*);

}  // namespace unknot
