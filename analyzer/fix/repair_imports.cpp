// A line that fails -> edits that may help -> the project read again over them -> the first that makes every entry pass.
#include "analyzer/fix/repair_imports.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <tuple>

#include "analyzer/config/glob.h"
#include "analyzer/fix/import_edits.h"
#include "analyzer/python/python_program.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/source_tree/overlay.h"
#include "graph/import_context.h"

namespace unknot {
namespace {

using imports::Context;
using imports::Entry;
using imports::Failure;
using imports::kNone;
using imports::Outcome;

/// How a project is started, the same before and after an edit.
using EntryName = std::tuple<std::string, imports::Start, std::string>;
/// Where something fails, the same while lines move.
using Fault = std::tuple<std::string, std::string, std::string>;
using Texts = std::map<std::string, std::string>;

/// Edits that go together, and what comes of them.
struct Attempt {
  Texts texts{};
  std::vector<std::string> steps{};
  std::shared_ptr<const Context> context{};
};

class Repairer {
 public:
  Repairer(const Project& project, const AnalysisOptions& options) : project_(project), options_(options) {}

  ImportRepairs run() {
    Attempt now{.texts = {}, .steps = {}, .context = project_.extraction.python.imports};
    if (now.context == nullptr) return {};
    out_.failing_before = failing(*now.context).size();
    std::set<Fault> given_up;
    while (const Entry* entry = first_failing(*now.context, given_up)) {
      const Failure& failure = entry->result.failure;
      const Fault fault = fault_of(*now.context, failure);
      ImportRepair repair{.at = {path(*now.context, failure.module), failure.line, std::max(1U, failure.column)}, .failure = words(*now.context, failure), .steps = {}, .why = {}};
      std::set<EntryName> concerned;
      for (const auto& [name, other] : failing(*now.context))
        if (fault_of(*now.context, other->result.failure) == fault) concerned.insert(name);
      left_ = kMostTries;
      Attempt from = now;
      from.steps.clear();
      if (auto made = solve(from, concerned, 0)) {
        repair.steps = made->steps;
        now = std::move(*made);
      } else {
        repair.why = "no safe edit makes every entry pass";
        given_up.insert(fault);
      }
      out_.repairs.push_back(std::move(repair));
    }
    out_.failing_after = failing(*now.context).size();
    for (auto& [file, text] : now.texts) out_.files.emplace(file, std::pair(original(file), text));
    std::ranges::sort(out_.repairs, {}, [](const ImportRepair& r) { return std::tuple(r.at.file, r.at.line, r.at.column, r.failure); });
    return std::move(out_);
  }

 private:
  static constexpr int kMostTries = 48;
  static constexpr int kDeepest = 3;

  static const std::string& path(const Context& context, std::uint32_t module) { return context.world.modules[module].path; }
  static EntryName name_of(const Context& context, const Entry& entry) { return {path(context, entry.point.module), entry.point.start, entry.run == kNone ? std::string() : context.test_runs[entry.run].command}; }
  static Fault fault_of(const Context& context, const Failure& failure) {
    return {path(context, failure.module), failure.name, failure.asked == kNone ? std::string() : context.world.modules[failure.asked].name};
  }
  static bool is_for_types(const Context& context, const Failure& failure) {
    return failure.type == "NameError" && std::ranges::find(context.world.modules[failure.module].facts.typing_names, failure.name, &imports::TypingName::name) !=
                                              context.world.modules[failure.module].facts.typing_names.end();
  }
  static bool is_ours(const Context& context, const Entry& entry) {
    const Failure& failure = entry.result.failure;
    return entry.result.outcome == Outcome::fails && failure.module != kNone && (failure.partial || is_for_types(context, failure));
  }
  static std::map<EntryName, const Entry*> failing(const Context& context) {
    std::map<EntryName, const Entry*> out;
    for (const auto& entry : context.entries)
      if (is_ours(context, entry)) out.emplace(name_of(context, entry), &entry);
    return out;
  }
  static std::string words(const Context& context, const Failure& failure) {
    if (failure.asked == kNone) return failure.type + ": '" + failure.name + "' is for type checkers only";
    return failure.type + ": " + context.world.modules[failure.asked].name + " has no '" + failure.name + "' yet";
  }
  const Entry* first_failing(const Context& context, const std::set<Fault>& given_up) const {
    for (const auto& [name, entry] : failing(context)) {
      const Failure& failure = entry->result.failure;
      if (!given_up.contains(fault_of(context, failure)) && !is_silent(context, failure)) return entry;
    }
    return nullptr;
  }
  static bool is_silent(const Context& context, const Failure& failure) {
    return std::ranges::any_of(context.world.modules[failure.module].facts.silences, [&](const imports::Silence& silence) { return silence.target_line == 0 || silence.target_line == failure.line; });
  }

  std::string original(const std::string& file) const {
    SourceFile source;
    return project_.tree->read(plain_path(project_.root, file), source) == ReadStatus::ok ? std::move(source.bytes) : std::string();
  }
  std::string text_of(const Attempt& attempt, const std::string& file) const {
    const auto edited = attempt.texts.find(file);
    return edited == attempt.texts.end() ? original(file) : edited->second;
  }
  bool may_edit(const std::string& file) const {
    return !file.empty() && is_named(project_.wanted, file) && std::ranges::none_of(project_.config.ignore, [&](const std::string& glob) { return glob_matches(glob, file); });
  }

  /// The project with these texts in place of its own.
  std::shared_ptr<const Context> reread(const Texts& texts) {
    auto overlay = std::make_shared<Overlay>();
    overlay->name = "fix";
    overlay->top = project_.root;
    for (const auto& [file, text] : texts) overlay->paths[plain_path(project_.root, file)] = {.kind = OverlaidKind::file, .bytes = text};
    const auto tree = overlay_tree(std::move(overlay));
    ++out_.simulated;
    return read_python_program(*tree, project_.root, project_.extraction.python_files, worker_options(options_).jobs, {}, python_options(project_)).program.imports;
  }
  /// Nothing that passed fails, or is unsure.
  static bool is_no_worse(const Context& before, const Context& after) {
    std::map<EntryName, Outcome> known;
    for (const auto& entry : before.entries) known.emplace(name_of(before, entry), entry.result.outcome);
    return std::ranges::all_of(after.entries, [&](const Entry& entry) {
      const auto found = known.find(name_of(after, entry));
      return entry.result.outcome == Outcome::passes || (found != known.end() && found->second != Outcome::passes);
    });
  }
  static bool all_pass(const Context& context, const std::set<EntryName>& wanted) {
    return std::ranges::all_of(context.entries, [&](const Entry& entry) { return entry.result.outcome == Outcome::passes || !wanted.contains(name_of(context, entry)); });
  }

  /// Does somebody else take one of these names from the module? Whoever spells it so counts, in texts too.
  static bool is_asked_for(const Context& context, std::uint32_t module, const std::vector<std::string>& names) {
    const auto& own = context.world.modules[module];
    const std::string last = own.name.substr(own.name.rfind('.') + 1);
    for (const auto& name : names) {
      const std::string whole = own.name + "." + name;
      for (const auto& other : context.world.modules) {
        const auto& facts = other.facts;
        if (std::ranges::any_of(facts.names, [&](const std::string& text) { return text.contains(whole); })) return true;
        if (&other == &own) {
          if (std::ranges::find(facts.names, "__all__") != facts.names.end()) return true;
          continue;
        }
        for (const auto& import : facts.imports) {
          const bool takes = import.from && (std::ranges::find(import.names, name) != import.names.end() || std::ranges::find(import.names, "*") != import.names.end());
          if (takes && imports::absolute_name(other, import.module, import.dots) == own.name) return true;
        }
        for (const auto& expr : facts.exprs) {
          if (expr.kind != imports::ExprKind::attribute || facts.names[expr.b] != name) continue;
          const auto& base = facts.exprs[expr.a];
          const bool is_object = base.kind == imports::ExprKind::name && facts.names[base.a] == "self";
          if (!is_object) return true;
        }
      }
    }
    return false;
  }

  struct Candidate {
    std::string file;
    ImportEdit edit;
  };
  std::vector<Candidate> candidates(const Attempt& attempt, const Failure& failure) const {
    const Context& context = *attempt.context;
    std::vector<Candidate> out;
    const auto add = [&](std::uint32_t module, std::optional<ImportEdit> edit) {
      if (edit && may_edit(path(context, module)) && !is_asked_for(context, module, edit->names)) out.push_back({path(context, module), std::move(*edit)});
    };
    if (failure.asked == kNone) {
      add(failure.module, late_annotations(text_of(attempt, path(context, failure.module))));
      return out;
    }
    const auto leave = [&](std::uint32_t module, std::uint32_t line) {
      const std::string text = text_of(attempt, path(context, module));
      add(module, import_in_functions(text, line));
      add(module, module_for_name(text, line));
    };
    leave(failure.module, failure.line);
    for (const auto& step : failure.chain)
      if (step.module == failure.asked && step.line != 0) add(failure.asked, definition_above(text_of(attempt, path(context, failure.asked)), failure.name, step.line));
    // What leads back, from the last step on.
    for (auto step = failure.chain.rbegin(); step != failure.chain.rend(); ++step)
      if (step->line != 0 && !(step->module == failure.module && step->line == failure.line) && !path(context, step->module).empty()) leave(step->module, step->line);
    return out;
  }

  /// Edits after which all the wanted entries pass; nothing: there are none within reach.
  std::optional<Attempt> solve(const Attempt& from, const std::set<EntryName>& wanted, int depth) {
    const auto all = failing(*from.context);
    const auto entry = std::ranges::find_if(all, [&](const auto& one) { return wanted.contains(one.first); });
    if (entry == all.end()) return {};
    std::vector<Attempt> further;
    for (auto& candidate : candidates(from, entry->second->result.failure)) {
      if (left_-- <= 0) return {};
      Attempt next = from;
      next.texts[candidate.file] = std::move(candidate.edit.text);
      next.steps.push_back(candidate.file + ": " + candidate.edit.how);
      next.context = reread(next.texts);
      if (next.context == nullptr || !is_no_worse(*from.context, *next.context)) continue;
      if (all_pass(*next.context, wanted)) return next;
      further.push_back(std::move(next));
    }
    if (depth + 1 < kDeepest)
      for (const auto& next : further)
        if (auto found = solve(next, wanted, depth + 1)) return found;
    return {};
  }

  const Project& project_;
  const AnalysisOptions& options_;
  ImportRepairs out_;
  int left_ = 0;
};

}  // namespace

ImportRepairs repair_imports(const Project& project, const AnalysisOptions& options) { return Repairer(project, options).run(); }

}  // namespace unknot
