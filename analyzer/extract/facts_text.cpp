// Facts -> text.
#include "analyzer/extract/facts_text.h"

namespace unknot {
namespace {

std::string condition_text(const FileFacts& facts, std::uint32_t condition) {
  std::string out;
  for (const auto& literal : facts.conditions[condition]) {
    const std::string& atom = facts.atoms[literal.atom];
    const bool compound = atom.find(' ') != std::string::npos;
    out += (out.empty() ? " if " : " && ") + std::string(literal.holds ? "" : "!") +
           (compound && !literal.holds ? "(" + atom + ")" : atom);
  }
  return out;
}

std::string spelled(const IncludeFact& include) {
  switch (include.form) {
    case Spelled::quoted: return '"' + include.spelling + '"';
    case Spelled::angled: return '<' + include.spelling + '>';
    case Spelled::computed: break;
  }
  return include.spelling;
}

std::string_view words(ModuleRole role) {
  switch (role) {
    case ModuleRole::interface: return "export module";
    case ModuleRole::implementation: return "module";
    case ModuleRole::import: return "import module";
    case ModuleRole::export_import: return "export-import module";
  }
  return "?";
}

}  // namespace

std::string text_from_facts(std::string_view file, const FileFacts& facts) {
  std::string out = std::string(file) + ":" + (facts.once ? " once" : "");
  for (const auto& guard : facts.guards) out += " guard=" + guard;
  out += "\n";
  const auto at = [&](std::uint32_t line, std::uint32_t column) {
    return std::string(file) + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
  };
  for (const auto& include : facts.includes)
    out += at(include.line, include.column) + std::string(name(include.kind)) + (include.header_unit ? " unit " : " ") + spelled(include) +
           condition_text(facts, include.condition) + "\n";
  for (const auto& module : facts.modules)
    out += at(module.line, module.column) + std::string(words(module.role)) + " " + module.name +
           condition_text(facts, module.condition) + "\n";
  for (const auto& [from, to] : facts.aliases) out += std::string(file) + ": alias " + from + " " + to + "\n";
  for (const auto& silence : facts.silences) {
    out += at(silence.line, silence.column) + "silence";
    for (const auto& check : silence.checks) out += " " + check;
    out += silence.target_line == 0 ? " in the file" : " in line " + std::to_string(silence.target_line);
    out += silence.reason.empty() ? "\n" : ": " + silence.reason + "\n";
  }
  return out;
}

}  // namespace unknot
