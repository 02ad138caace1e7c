// Commands -> units that are worth a parse -> facts -> symbols.
#include "analyzer/symbols/read_symbols.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/includes/unit_commands.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/project/discover.h"
#include "analyzer/symbols/callees.h"
#include "analyzer/symbols/choose_units.h"
#include "analyzer/symbols/join_symbols.h"
#include "analyzer/symbols/unit_modules.h"

namespace unknot {
namespace {

class Reader {
 public:
  Reader(const SourceTree& tree, const Program& program, const SymbolOptions& options, UnitCommands commands)
      : tree_(tree), program_(program), options_(options), commands_(std::move(commands)), commands_of_(program.units.size()),
        modules_(tree, program, options.reading.workers, options.reading.root, options.modules), refused_(program.units.size()) {
    std::map<std::string_view, UnitId> files;
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (program.units[u].origin == Origin::project) files.emplace(program.file(UnitId{u}), UnitId{u});
    for (const auto& command : commands_.units) {
      const auto file = files.find(shown_path(root(), tree.real_path(command.file).value_or(command.file)));
      if (file == files.end()) continue;
      commands_of_[index(file->second)].push_back(&command);
      modules_.add_provider(file->second, request_of(commands_, command));
    }
  }

  ReadSymbols run() {
    if (!options_.wanted) {
      std::vector<UnitId> units;
      for (std::uint32_t u = 0; u < commands_of_.size(); ++u)
        if (!commands_of_[u].empty()) units.push_back(UnitId{u});
      parse(units);
    } else {
      parse_for(*options_.wanted);
      if (options_.functions) parse_callees();
    }
    std::ranges::move(modules_.problems(), std::back_inserter(out_.problems));
    out_.complete = out_.complete && out_.problems.empty();
    out_.repeatable = out_.repeatable && modules_.repeatable();
    out_.symbols = join_symbols(program_, tree_, root(), all_);
    out_.functions = join_functions(program_, tree_, root(), all_);
    return std::move(out_);
  }

 private:
  const std::string& root() const { return options_.reading.root; }

  /// A unit may not read the file that it was asked for after all, or have errors: then another one is asked, and in the end the
  /// file itself.
  void parse_for(std::vector<UnitId> files) {
    std::vector<bool> has_command;
    for (const auto& commands : commands_of_) has_command.push_back(!commands.empty());
    UnitChooser chooser(program_, std::move(has_command));
    constexpr int kRounds = 3;
    for (int round = 0; round < kRounds && !files.empty(); ++round) {
      parse(chooser.choose(files));
      drop_parsed(files, /*only_whole=*/true);
    }
    drop_parsed(files, /*only_whole=*/false);
    parse_alone(files);
  }

  void drop_parsed(std::vector<UnitId>& files, bool only_whole) {
    const Symbols so_far = join_symbols(program_, tree_, root(), all_);
    std::erase_if(files, [&](UnitId file) {
      return std::ranges::binary_search(so_far.parsed, file) && !(only_whole && std::ranges::binary_search(so_far.partial, file));
    });
  }

  /// Units that may define what the wanted files call: source files named as the header that declares it. Twice, since those call
  /// something too; the nearest first and not many, since each costs a parse and an unknown call only makes a finding weaker.
  void parse_callees() {
    const std::set<UnitId> wanted(options_.wanted->begin(), options_.wanted->end());
    std::set<UnitId> asked = wanted;
    constexpr int kRounds = 2;
    constexpr std::size_t kAtLeast = 8;
    std::size_t left = std::max(kAtLeast, wanted.size());
    for (int round = 0; round < kRounds; ++round) {
      const auto units = units_of_callees(wanted, asked, left);
      if (units.empty()) return;
      left -= units.size();
      parse(units);
    }
  }
  /// At most so many, sorted; they are added to `asked`.
  std::vector<UnitId> units_of_callees(const std::set<UnitId>& wanted, std::set<UnitId>& asked, std::size_t most) const {
    std::map<std::string_view, std::vector<UnitId>> by_stem;
    for (std::uint32_t u = 0; u < commands_of_.size(); ++u)
      if (!commands_of_[u].empty()) by_stem[stem_of(program_.file(UnitId{u}))].push_back(UnitId{u});
    const Symbols symbols = join_symbols(program_, tree_, root(), all_);
    std::map<std::string_view, const Symbol*> by_usr;
    for (const auto& symbol : symbols.symbols) by_usr.emplace(symbol.usr, &symbol);
    std::vector<UnitId> out;
    for (const auto& callee : unknown_callees(join_functions(program_, tree_, root(), all_), wanted)) {
      const auto symbol = by_usr.find(callee);
      if (symbol == by_usr.end()) continue;
      for (const auto& declaration : symbol->second->declarations)
        for (const UnitId unit : by_stem[stem_of(program_.file(declaration.file))])
          if (out.size() < most && asked.insert(unit).second) out.push_back(unit);
    }
    std::ranges::sort(out);
    return out;
  }
  static std::string_view stem_of(std::string_view file) {
    const auto slash = file.rfind('/');
    if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
    return file.substr(0, file.find('.'));
  }

  AstRequest request(PreprocessRequest unit) const {
    AstRequest out{.unit = std::move(unit), .text = {}, .roots = options_.reading.more_roots, .functions = options_.functions};
    out.includes = options_.includes;
    out.roots.insert(out.roots.begin(), root());
    return out;
  }

  void parse(const std::vector<UnitId>& units) {
    std::vector<AstRequest> requests;
    std::vector<UnitId> of;
    for (const UnitId unit : units)
      for (const UnitCommand* command : commands_of_[index(unit)]) {
        requests.push_back(request(request_of(commands_, *command)));
        of.push_back(unit);
      }
    const std::vector<bool> complete = modules_.add_to(requests, of);
    std::vector<AstRequest> usable;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (complete[i]) usable.push_back(std::move(requests[i]));
      else refused_[index(of[i])] = true;
    }
    ask(usable);
  }

  /// Not as a main file, in which `#pragma once` says nothing.
  void parse_alone(const std::vector<UnitId>& files) {
    std::vector<AstRequest> requests;
    for (const UnitId file : files) {
      // What needs compiled modules is no text to be read without them.
      if (refused_[index(file)] || modules_.concern(file)) continue;
      const UnitCommand* command = nearest_command(program_.file(file), program_.unit(file).language);
      if (command == nullptr) continue;
      requests.push_back(request(request_of(commands_, *command)));
      requests.back().text = "#include \"" + plain_path(root(), program_.file(file)) + "\"\n";
    }
    ask(requests);
  }

  /// That of the file which shares most of its path.
  const UnitCommand* nearest_command(std::string_view file, Language language) const {
    const UnitCommand* best = nullptr;
    std::size_t best_shared = 0;
    for (std::uint32_t u = 0; u < commands_of_.size(); ++u) {
      if (commands_of_[u].empty() || (language == Language::cpp && program_.units[u].language != Language::cpp)) continue;
      const std::string& name = program_.file(UnitId{u});
      const auto shared = static_cast<std::size_t>(std::ranges::mismatch(name, file).in1 - name.begin());
      if (best != nullptr && shared <= best_shared) continue;
      best = commands_of_[u].front();
      best_shared = shared;
    }
    return best;
  }

  void ask(const std::vector<AstRequest>& requests) {
    if (requests.empty()) return;
    ParsedUnits parsed = parse_units(tree_, requests, {.workers = options_.reading.workers, .store = options_.asts, .progress = options_.reading.progress, .sought = options_.sought});
    out_.found.merge(parsed.found);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const ParsedUnit& unit = parsed.units[i];
      if (unit.ok && unit.errors == 0) continue;
      const bool tells_place = !unit.file.empty();
      const std::string of = shown_path(root(), requests[i].unit.file);
      std::string message = unit.ok ? "facts of " + of + " are partial: " + unit.message : unit.message;
      if (unit.errors > 1) message += " (and " + counted_errors(unit.errors - 1) + ")";
      out_.problems.push_back({tells_place ? shown_path(root(), unit.file) : of, tells_place ? unit.line : 0, std::move(message),
                               unit.ok ? Effect::partial : Effect::skipped});
      out_.complete = false;
      out_.repeatable = out_.repeatable && !unit.lost;
    }
    out_.units += requests.size();
    out_.parsed += parsed.parsed;
    std::ranges::move(parsed.units, std::back_inserter(all_.units));
    all_.blocks.merge(parsed.blocks);
  }

  static std::string counted_errors(std::uint32_t count) { return std::to_string(count) + (count == 1 ? " more error" : " more errors"); }

  const SourceTree& tree_;
  const Program& program_;
  const SymbolOptions& options_;
  UnitCommands commands_;
  std::vector<std::vector<const UnitCommand*>> commands_of_;  ///< by unit of the program
  ProgramModules modules_;
  std::vector<bool> refused_;  ///< by unit: some module that it needs cannot be had
  ParsedUnits all_;
  ReadSymbols out_;
};

}  // namespace

std::expected<ReadSymbols, ExtractionError> read_symbols(const SourceTree& tree, const Program& program, const SymbolOptions& options) {
  auto commands = unit_commands(tree, options.reading, options.database, options.files);
  if (!commands) return std::unexpected(commands.error());
  return Reader(tree, program, options, std::move(*commands)).run();
}

}  // namespace unknot
