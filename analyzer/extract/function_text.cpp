// Functions as text: one line for each operation, paths as a person would write them.
#include <algorithm>
#include <array>

#include "analyzer/extract/function_facts.h"

namespace unknot {
namespace {

std::string short_name(const std::string& qualified) {
  const auto at = qualified.rfind("::");
  return at == std::string::npos || qualified.starts_with("operator") ? qualified : qualified.substr(at + 2);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else out += static_cast<unsigned char>(c) < ' ' ? '?' : c;
  }
  return out + "\"";
}

std::string attributes_text(std::uint32_t attributes) {
  using namespace attribute;
  static constexpr std::array<std::pair<std::uint32_t, const char*>, 16> kWords{{{thread_bound, "thread_local"},
                                                                                 {constant, "constant"},
                                                                                 {outside, "outside"},
                                                                                 {no_throw, "noexcept"},
                                                                                 {no_return, "noreturn"},
                                                                                 {dynamic, "virtual"},
                                                                                 {of_class, "static-member"},
                                                                                 {in_function, "function-static"},
                                                                                 {pattern, "template"},
                                                                                 {coroutine, "coroutine"},
                                                                                 {implicit, "implicit"},
                                                                                 {partial, "partial"},
                                                                                 {read_only, "const"},
                                                                                 {by_reference, "reference"},
                                                                                 {internal, "internal"},
                                                                                 {attribute::final, "final"}}};
  std::string out;
  for (const auto& [flag, word] : kWords)
    if ((attributes & flag) != 0) out += std::string(" ") + word;
  return out;
}

std::string_view passing_text(Passing passing) {
  switch (passing) {
    case Passing::value:
      return "";
    case Passing::reference:
      return "&";
    case Passing::constant_reference:
      return "const&";
    case Passing::rvalue:
      return "&&";
  }
  return "";
}

class Writer {
 public:
  Writer(const FileFunctions& file, const FunctionFact& function) : file_(file), function_(function) {}

  std::string text() {
    const EntityFact& self = file_.entities[function_.entity];
    static constexpr std::array<const char*, 6> kKinds{"function",   "method", "constructor",
                                                       "destructor", "lambda", "initialiser"};
    std::string out = std::string(kKinds[static_cast<std::size_t>(function_.kind)]) + " " + self.name + "(";
    for (std::size_t i = 0; i < function_.parameters.size(); ++i) {
      const auto& parameter = function_.parameters[i];
      out += (i > 0 ? ", " : "") + parameter.name + ": " + parameter.type + std::string(passing_text(parameter.passing));
    }
    out += ") " + std::to_string(function_.line) + ":" + std::to_string(function_.column) +
           attributes_text(function_.attributes) + "\n";
    out += "  usr " + self.usr + "\n";
    if (function_.parent != kNone) out += "  in " + file_.entities[function_.parent].name + "\n";
    if (!function_.macro.empty()) out += "  macro " + function_.macro + "\n";
    for (const auto base : function_.overrides) out += "  overrides " + file_.entities[base].name + "\n";
    for (const auto& capture : function_.captures)
      out += "  captures " + capture.name + std::string(passing_text(capture.passing)) + "\n";
    for (std::size_t b = 0; b < function_.blocks.size(); ++b) out += block(b);
    return out;
  }

 private:
  const std::string& entity(std::uint32_t e) const { return file_.entities[e].name; }

  std::string value(const ValueFact& v) const {
    switch (v.kind) {
      case ValueKind::other:
        return "?";
      case ValueKind::null:
        return "null";
      case ValueKind::zero:
        return "zero";
      case ValueKind::no:
        return "false";
      case ValueKind::yes:
        return "true";
      case ValueKind::initial:
        return "initial";
      case ValueKind::empty:
        return "empty";
      case ValueKind::number:
        return v.text;
      case ValueKind::text:
        return quoted(v.text);
      case ValueKind::path:
        return path(v.path);
      case ValueKind::reference:
        return "ref " + path(v.path);
      case ValueKind::address:
        return "&" + path(v.path);
      case ValueKind::moved:
        return "move " + path(v.path);
    }
    return "";
  }

  std::string arguments(const std::vector<ArgumentFact>& list) const {
    std::string out;
    for (const auto& argument : list) {
      if (!out.empty()) out += ", ";
      if (argument.field != kNone) out += "." + short_name(entity(argument.field)) + " = ";
      out += value(argument.value);
    }
    return out;
  }

  std::string path(std::uint32_t p) const {
    const PathFact& fact = function_.paths[p];
    const std::string base = fact.base != kNone ? path(fact.base) : "";
    const std::string name = fact.entity != kNone ? entity(fact.entity) : "";
    switch (fact.kind) {
      case PathKind::variable:
        return name + fact.name;
      case PathKind::self:
        return "this";
      case PathKind::parameter:
        return "param " + (fact.name.empty() ? std::to_string(fact.index) : fact.name);
      case PathKind::capture:
        return "capture " + fact.name;
      case PathKind::local:
        return "local " + fact.name + "#" + std::to_string(fact.index);
      case PathKind::temporary:
        return "temp#" + std::to_string(fact.index);
      case PathKind::caught:
        return "caught";
      case PathKind::function:
        return "function " + name;
      case PathKind::lambda:
        return "lambda " + short_name(name) + "[" + arguments(fact.arguments) + "]";
      case PathKind::object:
        return name + "{" + arguments(fact.arguments) + "}";
      case PathKind::created:
        return "new " + name + "{" + arguments(fact.arguments) + "}";
      case PathKind::unresolved:
        return "unresolved " + name;
      case PathKind::unknown:
        return "?";
      case PathKind::member:
        return base + "." + short_name(name);
      case PathKind::element:
        return base + "[" + (fact.arguments.empty() ? "*" : arguments(fact.arguments)) + "]";
      case PathKind::dereference:
        return "*(" + base + ")";
      case PathKind::call:
        return (base.empty()   ? name
                : name.empty() ? base
                               : base + "." + short_name(name)) +
               fact.name + "(" + arguments(fact.arguments) + ")";
    }
    return "";
  }

  std::string live(std::uint32_t unwind) const {
    std::string out;
    for (; unwind != kNone; unwind = function_.unwinds[unwind].parent) {
      const UnwindFact& fact = function_.unwinds[unwind];
      if (fact.kind == UnwindKind::destroy) {
        out += " ~" + path(fact.path);
      } else if (fact.kind == UnwindKind::handling) {
        out += " in-catch";
      } else {
        out += " try(";
        for (std::size_t h = 0; h < fact.handlers.size(); ++h) {
          const HandlerFact& handler = fact.handlers[h];
          out += (h > 0 ? ", " : "") + (handler.type == kNone ? "..." : entity(handler.type)) + ": ";
          out += handler.block == kNone ? "never" : std::to_string(handler.block);
        }
        out += ")";
      }
    }
    return out;
  }

  std::string operation(const OperationFact& o) const {
    static constexpr std::array<const char*, 12> kKinds{"assign", "update", "read",    "call",    "construct", "destroy",
                                                        "remove", "raise",  "reraise", "suspend", "give",      "unknown"};
    const std::string callee = o.callee != kNone ? entity(o.callee) : "";
    std::string out = std::string("    ") + kKinds[static_cast<std::size_t>(o.kind)];
    if (o.kind == OperationKind::call) {
      out += " " + (callee.empty() ? "what stands at " + (o.path != kNone ? path(o.path) : "?") : callee) + "(" +
             arguments(o.arguments) + ")";
      if (!callee.empty() && o.path != kNone) out += " on " + path(o.path);
      for (const auto type : o.types) out += " <" + entity(type) + ">";
    } else {
      if (o.path != kNone) out += " " + path(o.path);
      if (o.kind == OperationKind::assign) out += " = " + value(o.value);
      if (o.kind == OperationKind::update) out += " " + o.text + (o.value.kind == ValueKind::other ? "" : " " + value(o.value));
      if (o.kind == OperationKind::give && o.value != ValueFact{}) out += " " + value(o.value);
      if (o.kind == OperationKind::raise) out += " " + value(o.value);
      if (o.kind == OperationKind::raise)
        for (const auto type : o.types) out += " : " + entity(type);
      if (!callee.empty()) out += " by " + callee;
      if (o.kind == OperationKind::construct) out += "(" + arguments(o.arguments) + ")";
      if (o.kind == OperationKind::unknown) out += " " + o.text;
    }
    if ((o.flags & operation::dispatched) != 0) out += " dispatched";
    if ((o.flags & operation::discarded) != 0 && o.kind == OperationKind::call) out += " discarded";
    if ((o.flags & operation::delegated) != 0) out += " delegated";
    out += " @" + std::to_string(o.line) + ":" + std::to_string(o.column);
    const std::string alive = live(o.unwind);
    return out + (alive.empty() ? "" : "  |" + alive) + "\n";
  }

  std::string condition(const ConditionFact& c) const {
    const std::string what = c.path != kNone ? path(c.path) : "?";
    switch (c.kind) {
      case ConditionKind::none:
        return "";
      case ConditionKind::truth:
        return "true " + what;
      case ConditionKind::equals:
        return what + " == " + value(c.value);
      case ConditionKind::iterate:
        return "more in " + what;
      case ConditionKind::once:
        return "first " + what;
      case ConditionKind::other:
        return c.path != kNone ? "some " + what : "?";
    }
    return "";
  }

  std::string block(std::size_t number) const {
    const BlockFact& b = function_.blocks[number];
    std::string out = "  block " + std::to_string(number) + "\n";
    for (const auto& o : b.operations) out += operation(o);
    const auto to = [&](std::size_t i) { return std::to_string(b.successors[i]); };
    switch (b.end) {
      case BlockEnd::jump:
        return out + "    -> " + to(0) + "\n";
      case BlockEnd::branch:
        return out + "    if " + condition(b.condition) + " -> " + to(0) + " else " + to(1) + "\n";
      case BlockEnd::choose:
        out += "    switch " + condition(b.condition);
        for (std::size_t i = 0; i < b.cases.size(); ++i)
          out += " " + (b.cases[i].kind == ValueKind::other ? "default" : value(b.cases[i])) + ": " + to(i);
        return out + "\n";
      case BlockEnd::leave:
        return out + "    leave\n";
      case BlockEnd::unwind:
        return out + "    unwind\n";
      case BlockEnd::stop:
        return out + "    stop\n";
    }
    return out;
  }

  const FileFunctions& file_;
  const FunctionFact& function_;
};

std::string class_text(const FileFunctions& file, const ClassFact& c) {
  std::string out = "class " + file.entities[c.entity].name + " " + std::to_string(c.line) + ":" + std::to_string(c.column) +
                    attributes_text(c.attributes) + "\n";
  out += "  usr " + file.entities[c.entity].usr + "\n";
  if (!c.macro.empty()) out += "  macro " + c.macro + "\n";
  const auto list = [&](const char* word, const std::vector<std::uint32_t>& entities) {
    for (const auto e : entities)
      out += std::string("  ") + word + " " + file.entities[e].name +
             (file.entities[e].type.empty() ? "" : ": " + file.entities[e].type) + attributes_text(file.entities[e].attributes) +
             "\n";
  };
  list("base", c.bases), list("method", c.methods), list("field", c.fields);
  for (const auto& type : c.types) out += "  type " + type + "\n";
  for (const auto& section : c.sections) list(("in " + section.label).c_str(), section.methods);
  return out;
}

}  // namespace

std::string functions_text(const FileFunctions& file) {
  std::string out;
  std::vector<std::string> slots;
  for (const auto& e : file.entities)
    if (e.kind == EntityKind::variable)
      slots.push_back("variable " + e.name + ": " + e.type + attributes_text(e.attributes) + "\n  usr " + e.usr + "\n");
  std::ranges::sort(slots);
  for (const auto& slot : slots) out += slot;
  for (const auto& c : file.classes) out += class_text(file, c);
  for (const auto& instance : file.instances) {
    out += "instance " + file.entities[instance.entity].name + "<";
    for (std::size_t i = 0; i < instance.arguments.size(); ++i)
      out += (i > 0 ? ", " : "") + file.entities[instance.arguments[i]].name;
    out += "> " + std::to_string(instance.line) + ":" + std::to_string(instance.column) + "\n";
  }
  for (const auto& function : file.functions) out += Writer(file, function).text();
  return out;
}

}  // namespace unknot
