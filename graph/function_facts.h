// What the functions of one file do, as values: operations on what outlives a call, in order, with the control flow between
// them and what is taken down when an exception passes. It knows no language, no framework, and judges nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unknot {

/// No entity, path, unwinding or block.
constexpr std::uint32_t kNone = 0xffffffff;

enum class EntityKind : std::uint8_t { function, variable, field, type, unresolved };

/// Attributes of an entity; of a function also in FunctionFact.
namespace attribute {
constexpr std::uint32_t thread_bound = 1U << 0U;  ///< a variable of each thread
constexpr std::uint32_t constant = 1U << 1U;      ///< a variable that cannot be assigned
constexpr std::uint32_t outside = 1U << 2U;       ///< declared in a file that is not of the project
constexpr std::uint32_t no_throw = 1U << 3U;      ///< an exception cannot leave the function: it ends the program
constexpr std::uint32_t no_return = 1U << 4U;
constexpr std::uint32_t dynamic = 1U << 5U;      ///< virtual
constexpr std::uint32_t of_class = 1U << 6U;     ///< a static member
constexpr std::uint32_t in_function = 1U << 7U;  ///< a function's static variable
constexpr std::uint32_t pattern = 1U << 8U;      ///< a template, as written
constexpr std::uint32_t coroutine = 1U << 9U;
constexpr std::uint32_t implicit = 1U << 10U;      ///< made by the compiler
constexpr std::uint32_t partial = 1U << 11U;       ///< parts of the body are not understood
constexpr std::uint32_t read_only = 1U << 12U;     ///< a const method
constexpr std::uint32_t by_reference = 1U << 13U;  ///< a variable or field that stands for another object
constexpr std::uint32_t internal = 1U << 14U;      ///< of this file only
constexpr std::uint32_t final = 1U << 15U;         ///< cannot be overridden
}  // namespace attribute

/// Something with a name that the functions of the file refer to.
struct EntityFact {
  std::string usr{};   ///< stable; of internal linkage with "@" and its file's path in the root behind it
  std::string name{};  ///< qualified, without template arguments
  std::string type{};  ///< of a variable or field: its class's qualified name or its type as text, "*" behind for a pointer
  EntityKind kind = EntityKind::function;
  std::uint32_t attributes = 0;
  friend auto operator<=>(const EntityFact&, const EntityFact&) = default;
};

enum class PathKind : std::uint8_t {
  // where a path begins
  variable,    ///< entity: a global, a static member, a static of a function
  self,        ///< the object of a method, itself and not a pointer to it
  parameter,   ///< index
  capture,     ///< index: what a lambda took along
  local,       ///< index and name
  temporary,   ///< index: an object or value without a name
  caught,      ///< the exception that is being handled
  function,    ///< entity: a function or a pointer to a member, as a value
  lambda,      ///< entity; arguments: what it captures, in the order of its captures
  object,      ///< entity: a type; arguments: what a new object of it is made from, with fields where they are known
  created,     ///< likewise, on the heap: the pointer to it
  unresolved,  ///< entity: a name that depends on template arguments
  unknown,     ///< something that is not followed
  // steps from a base
  member,       ///< entity: a field
  element,      ///< arguments: the key, none for any element; entity: the operator called, if it is one
  dereference,  ///< what a pointer points to; what a reference stands for
  call,         ///< what a call gives: entity: the callee; base: the object it is called on, if any; arguments
};

enum class ValueKind : std::uint8_t {
  other,  ///< computed
  null,
  zero,
  no,         ///< false
  yes,        ///< true
  initial,    ///< default-initialised, `{}`, `T()`
  empty,      ///< ""
  number,     ///< text
  text,       ///< text: a string literal
  path,       ///< what stands at the path
  reference,  ///< the path itself, which can be written through
  address,    ///< a pointer to the path
  moved,      ///< what stands at the path, which is left without it
};

struct ValueFact {
  ValueKind kind = ValueKind::other;
  std::uint32_t path = kNone;  ///< index into FunctionFact::paths
  std::string text{};
  friend auto operator<=>(const ValueFact&, const ValueFact&) = default;
};

struct ArgumentFact {
  std::uint32_t field = kNone;  ///< entity: the field that it initialises, or the name of a keyword; kNone: by its place
  ValueFact value{};
  friend auto operator<=>(const ArgumentFact&, const ArgumentFact&) = default;
};

/// An access path or a value that is made: equal ones are one entry of the function's list.
struct PathFact {
  PathKind kind = PathKind::unknown;
  std::uint32_t base = kNone;  ///< index of a path before this one
  std::uint32_t entity = kNone;
  std::uint32_t index = 0;
  std::string name{};  ///< of a local, parameter or capture; behind an entity its template arguments, if any
  std::vector<ArgumentFact> arguments{};
  friend auto operator<=>(const PathFact&, const PathFact&) = default;
};

enum class OperationKind : std::uint8_t {
  assign,     ///< path = value; callee: the operator called, if it is one
  update,     ///< path changes by value; text: "+=", "++"
  read,       ///< path, where it outlives the call
  call,       ///< callee kNone: what stands at path is called; else path is the object that it is called on, or kNone
  construct,  ///< path begins to live; callee: its constructor, if any
  destroy,    ///< path ends; callee: its destructor
  remove,     ///< path (what the pointer points to) is deleted; callee: its destructor, if any
  raise,      ///< an exception is thrown; types
  reraise,    ///< the one that is being handled is thrown on
  suspend,    ///< the coroutine may go on later, on another thread; path: what it waits for
  give,       ///< return value; what is still to be destroyed comes after it
  unknown,    ///< text: what it is
};

namespace operation {
constexpr std::uint8_t dispatched = 1U << 0U;  ///< a virtual call: whoever overrides the callee may be meant
constexpr std::uint8_t discarded = 1U << 1U;   ///< the result is not used
constexpr std::uint8_t delegated = 1U << 2U;   ///< a constructor called for a base or the object itself
}  // namespace operation

struct OperationFact {
  OperationKind kind = OperationKind::unknown;
  std::uint8_t flags = 0;
  std::uint32_t path = kNone;
  ValueFact value{};
  std::uint32_t callee = kNone;           ///< entity
  std::vector<ArgumentFact> arguments{};  ///< of a call or construction, defaults included
  std::vector<std::uint32_t>
      types{};  ///< entities; of `raise`: its type and all bases of it, none: not known; of a call: classes among the template arguments
  std::uint32_t unwind = kNone;        ///< index into FunctionFact::unwinds: what an exception from here meets first
  std::uint32_t line = 0, column = 0;  ///< in the function's file; where a macro brings it, of its expansion
  std::string text{};
  friend auto operator<=>(const OperationFact&, const OperationFact&) = default;
};

struct HandlerFact {
  std::uint32_t type = kNone;   ///< entity; kNone: it catches all
  std::uint32_t block = kNone;  ///< kNone: nothing in the try can get here
  friend auto operator<=>(const HandlerFact&, const HandlerFact&) = default;
};

enum class UnwindKind : std::uint8_t {
  destroy,   ///< a live object: its destructor runs
  attempt,   ///< a try: its handlers are asked in order
  handling,  ///< inside of the `handler`th handler of the try `of`
};

/// What an exception meets on its way out: a list from the innermost outwards.
struct UnwindFact {
  UnwindKind kind = UnwindKind::destroy;
  std::uint32_t parent = kNone;
  std::uint32_t path = kNone;    ///< destroy: the object
  std::uint32_t callee = kNone;  ///< destroy: its destructor
  std::vector<HandlerFact> handlers{};
  std::uint32_t of = kNone, handler = 0;
  friend auto operator<=>(const UnwindFact&, const UnwindFact&) = default;
};

enum class ConditionKind : std::uint8_t {
  none,
  truth,    ///< what stands at path is true, not null
  equals,   ///< what stands at path equals value
  iterate,  ///< there is one more element in path
  once,     ///< path is initialised for the first time
  other,    ///< path: what was looked at, if it is one thing; the value's text: the test as written
};

struct ConditionFact {
  ConditionKind kind = ConditionKind::none;
  std::uint32_t path = kNone;
  ValueFact value{};
  friend auto operator<=>(const ConditionFact&, const ConditionFact&) = default;
};

enum class BlockEnd : std::uint8_t {
  jump,    ///< to its one successor
  branch,  ///< to the first where the condition holds, else to the second
  choose,  ///< by what stands at the condition's path: `cases` beside `successors`
  leave,   ///< the function returns
  unwind,  ///< its last operation throws
  stop,    ///< its last operation never returns
};

/// Operations in order, then one way on.
struct BlockFact {
  std::vector<OperationFact> operations{};
  BlockEnd end = BlockEnd::leave;
  ConditionFact condition{};
  std::vector<std::uint32_t> successors{};
  std::vector<ValueFact> cases{};  ///< of `choose`; `other`: any that is not named
  friend auto operator<=>(const BlockFact&, const BlockFact&) = default;
};

enum class FunctionKind : std::uint8_t { function, method, constructor, destructor, lambda, initialiser };
enum class Passing : std::uint8_t { value, reference, constant_reference, rvalue };

struct ParameterFact {
  std::string name{};
  std::string type{};  ///< as EntityFact::type
  Passing passing = Passing::value;
  friend auto operator<=>(const ParameterFact&, const ParameterFact&) = default;
};

struct CaptureFact {
  std::string name{};  ///< "this" for the object around it
  Passing passing = Passing::value;
  friend auto operator<=>(const CaptureFact&, const CaptureFact&) = default;
};

/// A function that is defined in the file.
struct FunctionFact {
  std::uint32_t entity = kNone;
  FunctionKind kind = FunctionKind::function;
  std::uint32_t attributes = 0;
  std::uint32_t line = 0, column = 0;      ///< 1-based, UTF-8 bytes, of the name; of a lambda its opening bracket
  std::uint32_t parent = kNone;            ///< entity: the class of a method, the function or variable around a lambda
  std::string macro{};                     ///< the macro whose expansion defines it
  std::vector<std::uint32_t> overrides{};  ///< entities, all the way up, sorted by USR
  std::vector<ParameterFact> parameters{};
  std::vector<CaptureFact> captures{};
  std::vector<PathFact> paths{};
  std::vector<UnwindFact> unwinds{};
  std::vector<BlockFact> blocks{};  ///< it starts with the first; all can be reached
  friend auto operator<=>(const FunctionFact&, const FunctionFact&) = default;
};

/// Methods that the source puts under a word of its own behind the access specifier: `private slots:`.
struct SectionFact {
  std::string label{};                   ///< "slots"
  std::vector<std::uint32_t> methods{};  ///< entities, in order
  friend auto operator<=>(const SectionFact&, const SectionFact&) = default;
};

/// A class that is defined in the file, with what duck typing may ask of it.
struct ClassFact {
  std::uint32_t entity = kNone;
  std::uint32_t attributes = 0;
  std::uint32_t line = 0, column = 0;
  std::string macro{};
  std::vector<std::uint32_t> bases{};    ///< entities, direct ones, in order
  std::vector<std::uint32_t> methods{};  ///< entities, in order
  std::vector<std::uint32_t> fields{};
  std::vector<std::string> types{};  ///< names of nested types
  std::vector<SectionFact> sections{};   ///< in order
  friend auto operator<=>(const ClassFact&, const ClassFact&) = default;
};

/// A template with a class of the project among its arguments, where a variable, field, base or call names it.
struct InstanceFact {
  std::uint32_t entity = kNone;            ///< the template
  std::vector<std::uint32_t> arguments{};  ///< entities: its class arguments in order
  std::uint32_t line = 0, column = 0;
  friend auto operator<=>(const InstanceFact&, const InstanceFact&) = default;
};

/// What one unit says of one of its files. Self-contained: entities stand in it.
struct FileFunctions {
  std::vector<EntityFact> entities{};
  std::vector<FunctionFact> functions{};  ///< in the order of the source, a lambda behind its function
  std::vector<ClassFact> classes{};       ///< likewise
  std::vector<InstanceFact> instances{};  ///< sorted, unique
  friend auto operator<=>(const FileFunctions&, const FileFunctions&) = default;
};

}  // namespace unknot
