// The encoding of a program and of what it stands on.
#include "analyzer/cache/extraction_bytes.h"

#include <algorithm>

#include "analyzer/extract/fact_fields.h"
#include "graph/sound_program.h"

namespace unknot {

static void fields(Is<Unit> auto& v, auto& f) {
  f.field(v.name), f.field(v.path), f.field(v.kind), f.field(v.language), f.field(v.origin), f.field(v.entry), f.field(v.reached), f.field(v.once);
}
static void fields(Is<Dependency> auto& v, auto& f) {
  f.field(v.from), f.field(v.to), f.field(v.kind), f.field(v.when), f.field(v.entered), f.field(v.condition), f.field(v.line),
      f.field(v.column), f.field(v.in);
}
static void fields(Is<Atom> auto& v, auto& f) { f.field(v.text), f.field(v.changed_by); }
static void fields(Is<Literal> auto& v, auto& f) { f.field(v.atom), f.field(v.holds); }
static void fields(Is<Condition> auto& v, auto& f) { f.field(v.all_of), f.field(v.text); }
static void fields(Is<Context> auto& v, auto& f) { f.field(v.entered); }
static void fields(Is<Variant> auto& v, auto& f) { f.field(v.possible); }
static void fields(Is<Suppression> auto& v, auto& f) {
  f.field(v.unit), f.field(v.line), f.field(v.column), f.field(v.target_line), f.field(v.checks), f.field(v.reason),
      f.field(v.foreign);
}
static void fields(Is<Target> auto& v, auto& f) { f.field(v.name), f.field(v.executable), f.field(v.sources); }
static void fields(Is<Program> auto& v, auto& f) {
  f.field(v.units), f.field(v.dependencies), f.field(v.atoms), f.field(v.conditions), f.field(v.contexts), f.field(v.variants),
      f.field(v.suppressions), f.field(v.targets);
}
static void fields(Is<Problem> auto& v, auto& f) { f.field(v.file), f.field(v.line), f.field(v.message), f.field(v.effect); }
static void fields(Is<CommandNote> auto& v, auto& f) { f.field(v.text), f.field(v.count), f.field(v.example); }
static void fields(Is<Configuration> auto& v, auto& f) { f.field(v.name), f.field(v.program); }
static void fields(Is<ConfigurationSurvey> auto& v, auto& f) {
  f.field(v.database), f.field(v.commands), f.field(v.classes), f.field(v.directives), f.field(v.unresolved),
      f.field(v.preprocessed), f.field(v.copies), f.field(v.targets), f.field(v.notes);
}
static void fields(Is<Survey> auto& v, auto& f) {
  f.field(v.configurations), f.field(v.commands_without_file), f.field(v.inferred_folders), f.field(v.files),
      f.field(v.computed), f.field(v.missing_headers), f.field(v.generated), f.field(v.unreached);
}
static void fields(Is<SharedCommand> auto& v, auto& f) {
  f.field(v.directory), f.field(v.flags), f.field(v.predefined), f.field(v.inferred);
}
static void fields(Is<FileCommand> auto& v, auto& f) { f.field(v.file), f.field(v.command), f.field(v.unit); }
static void fields(Is<FileCommands> auto& v, auto& f) { f.field(v.commands), f.field(v.files); }
static void fields(Is<PythonFiles> auto& v, auto& f) { f.field(v.sources), f.field(v.settings); }
static void fields(Is<Extraction> auto& v, auto& f) {
  f.field(v.configurations), f.field(v.commands), f.field(v.problems), f.field(v.complete), f.field(v.survey), f.field(v.python_files);
}
static void fields(Is<Manifest> auto& v, auto& f) { f.field(v.files), f.field(v.folders), f.field(v.redirected), f.field(v.missing); }

static bool is_sound(const FileCommands& commands, const Program& program) {
  return std::ranges::all_of(commands.files, [&](const FileCommand& file) {
    return index(file.file) < program.units.size() && file.command < commands.commands.size();
  });
}

std::string encode_extraction(const Extraction& extraction) {
  std::string out;
  FieldWriter(out).field(extraction);
  return out;
}

bool decode_extraction(std::string_view in, Extraction& extraction) {
  FieldReader bytes(in);
  bytes.field(extraction);
  if (!bytes.complete() || extraction.commands.size() != extraction.configurations.size()) return false;
  for (std::size_t i = 0; i < extraction.commands.size(); ++i)
    if (!is_sound(extraction.commands[i], extraction.configurations[i].program)) return false;
  return !extraction.configurations.empty() &&
         extraction.configurations.size() == extraction.survey.configurations.size() &&
         std::ranges::all_of(extraction.configurations, [](const Configuration& c) { return is_sound(c.program); });
}

std::string encode_manifest(const Manifest& manifest) {
  std::string out;
  FieldWriter(out).field(manifest);
  return out;
}

bool decode_manifest(std::string_view in, Manifest& manifest) {
  FieldReader bytes(in);
  bytes.field(manifest);
  return bytes.complete();
}

}  // namespace unknot
