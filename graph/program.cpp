// The names that reports use for the program's enumerations.
#include "graph/program.h"

namespace unknot {

std::string_view name(Language language) {
  switch (language) {
    case Language::cpp: return "cpp";
    case Language::c: return "c";
    case Language::python: return "python";
  }
  return "";
}

std::string_view name(DependencyKind kind) {
  switch (kind) {
    case DependencyKind::include: return "include";
    case DependencyKind::include_next: return "include_next";
    case DependencyKind::import: return "import";
    case DependencyKind::export_import: return "export-import";
    case DependencyKind::from_import: return "from-import";
    case DependencyKind::link: return "link";
    case DependencyKind::use: return "use";
    case DependencyKind::inherit: return "inherit";
    case DependencyKind::call: return "call";
  }
  return "";
}

std::string_view name(When when) {
  switch (when) {
    case When::always: return "always";
    case When::conditional: return "conditional";
    case When::deferred: return "deferred";
    case When::typing: return "typing";
  }
  return "";
}

std::string_view name(Entered entered) {
  switch (entered) {
    case Entered::yes: return "yes";
    case Entered::not_shown: return "not-shown";
    case Entered::unknown: return "unknown";
  }
  return "";
}

bool is_module_import(const Program& program, const Dependency& dependency) {
  const bool import = dependency.kind == DependencyKind::import || dependency.kind == DependencyKind::export_import;
  return import && program.unit(dependency.to).language == Language::cpp && program.unit(dependency.to).kind != UnitKind::file;
}

}  // namespace unknot
