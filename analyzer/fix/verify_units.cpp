// Requests -> parses as it is and as it will be -> what differs.
#include "analyzer/fix/verify_units.h"

#include <algorithm>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/includes/unit_commands.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/path_text.h"
#include "graph/repairs.h"
#include "graph/sort_unique.h"
#include "xxhash.h"

namespace unknot {
namespace {

/// Names of macros and of what has no name hold the place where they stand in their file, and that may move.
std::string without_offsets(std::string_view usr) {
  std::string out;
  for (std::size_t i = 0; i < usr.size(); ++i) {
    out += usr[i];
    if (usr[i] != '@') continue;
    std::size_t end = i + 1;
    while (end < usr.size() && usr[end] >= '0' && usr[end] <= '9') ++end;
    if (end > i + 1 && (end == usr.size() || usr[end] == '@')) i = end - 1;
  }
  return out;
}

/// Kind and name that one symbol had and another one has; empty: none.
std::string changed_meaning(const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& now) {
  std::set<std::string_view> gone;
  for (const auto& [usr, name] : before)
    if (!now.contains(usr)) gone.insert(name);
  for (const auto& [usr, name] : now)
    if (!before.contains(usr) && gone.contains(name)) return name;
  return {};
}

}  // namespace

UnitVerifier::UnitVerifier(Options options) : options_(std::move(options)), known_(options_.configurations.size()) {
  for (std::size_t c = 0; c < options_.configurations.size(); ++c) {
    const Program& program = options_.configurations[c].program;
    auto& of = commands_of_.emplace_back(program.units.size());
    std::map<std::string_view, UnitId> files;
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (program.units[u].origin == Origin::project) files.emplace(program.file(UnitId{u}), UnitId{u});
    for (const auto& command : options_.commands[c].units) {
      const auto file =
          files.find(shown_path(options_.reading.root, options_.tree.real_path(command.file).value_or(command.file)));
      if (file != files.end()) of[index(file->second)].push_back(&command);
    }
  }
}

void UnitVerifier::add(std::size_t configuration, UnitId unit, bool alone, const PreprocessRequest& command) {
  const Program& program = options_.configurations[configuration].program;
  Job job{.configuration = configuration,
          .unit = unit,
          .alone = alone,
          .request = {},
          .before = {},
          .reaches = reached_without(program, unit, {}),
          .verified = {}};
  job.request = {.unit = command, .text = {}, .roots = options_.reading.more_roots, .every_body = true};
  job.request.roots.insert(job.request.roots.begin(), options_.reading.root);
  // Not as a main file, in which `#pragma once` says nothing.
  if (alone) job.request.text = "#include \"" + plain_path(options_.reading.root, program.file(unit)) + "\"\n";
  jobs_.push_back(std::move(job));
}

void UnitVerifier::read(std::size_t configuration, std::span<const UnitId> files, std::span<const UnitId> headers) {
  const Program& program = options_.configurations[configuration].program;
  const std::size_t first = jobs_.size();
  for (const UnitId unit : entries_reaching(program, files))
    if (asked_.emplace(configuration, unit, false).second)
      for (const UnitCommand* command : commands_of_[configuration][index(unit)])
        add(configuration, unit, false, request_of(options_.commands[configuration], *command));
  for (const UnitId header : headers) {
    if (program.unit(header).entry || !asked_.emplace(configuration, header, true).second) continue;
    if (const auto command = reader(configuration, header)) add(configuration, header, true, *command);
  }
  std::vector<AstRequest> requests;
  for (std::size_t j = first; j < jobs_.size(); ++j) requests.push_back(jobs_[j].request);
  if (requests.empty()) return;
  auto parsed =
      parse_units(options_.tree, requests,
                  {.workers = options_.reading.workers, .store = options_.store, .progress = options_.reading.progress});
  for (std::size_t j = first; j < jobs_.size(); ++j) {
    jobs_[j].before = parsed.units[j - first];
    const ParsedUnit& unit = jobs_[j].before;
    if (!jobs_[j].alone && (!unit.ok || unit.errors != 0)) broken_.insert(program.file(jobs_[j].unit) + ": " + unit.message);
  }
  auto& known = known_[configuration];
  for (std::size_t j = first; j < jobs_.size(); ++j)
    if (!jobs_[j].alone) known.units.push_back(jobs_[j].before);
  known.blocks.merge(parsed.blocks);
}

bool UnitVerifier::is_read(std::size_t configuration, UnitId file) const {
  return std::ranges::any_of(jobs_, [&](const Job& job) {
    return job.configuration == configuration && job.before.ok && job.before.errors == 0 && job.reaches[index(file)];
  });
}

std::optional<PreprocessRequest> UnitVerifier::reader(std::size_t configuration, UnitId file) const {
  const Program& program = options_.configurations[configuration].program;
  const auto stem = [](std::string_view path) { return std::string(name_part(path).substr(0, name_part(path).find('.'))); };
  const UnitCommand* best = nullptr;
  for (const UnitId unit : entries_reaching(program, std::vector{file})) {
    const auto& commands = commands_of_[configuration][index(unit)];
    if (commands.empty()) continue;
    if (best == nullptr) best = commands.front();
    if (stem(program.file(unit)) == stem(program.file(file)))
      return request_of(options_.commands[configuration], *commands.front());
  }
  if (best == nullptr) return std::nullopt;
  return request_of(options_.commands[configuration], *best);
}

std::string UnitVerifier::laid_over(const Job& job, const Overlay& overlay) const {
  const Program& program = options_.configurations[job.configuration].program;
  std::string out;
  for (std::uint32_t u = 0; u < job.reaches.size(); ++u) {
    if (!job.reaches[u]) continue;
    const auto laid = overlay.paths.find(plain_path(options_.reading.root, program.file(UnitId{u})));
    if (laid == overlay.paths.end()) continue;
    out += std::to_string(u) + ":" + std::to_string(XXH3_64bits(laid->second.bytes.data(), laid->second.bytes.size())) + ";";
  }
  return out;
}

std::vector<UnitFailure> UnitVerifier::verify(const std::shared_ptr<const Overlay>& overlay,
                                              const std::set<std::string>& touched, const UnitFailure* only) {
  std::vector<std::size_t> wanted;
  std::vector<AstRequest> requests;
  for (std::size_t j = 0; j < jobs_.size(); ++j) {
    const Job& job = jobs_[j];
    if (!job.before.ok || (job.alone && job.before.errors != 0)) continue;
    if (only != nullptr && (job.configuration != only->configuration || job.unit != only->unit)) continue;
    const std::string over = laid_over(job, *overlay);
    if (over == job.verified) continue;  // nothing of it changes, or not since
    wanted.push_back(j);
    requests.push_back(job.request);
  }
  WorkerOptions workers = options_.reading.workers;
  workers.overlay = overlay;
  const auto tree = overlay_tree(overlay);
  const auto parsed = parse_units(*tree, requests, {.workers = workers, .store = nullptr, .progress = options_.reading.progress});
  parsed_after_ += requests.size();
  std::vector<UnitFailure> out;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Job& job = jobs_[wanted[i]];
    if (auto failure = judge(job, parsed.units[i], parsed.blocks, touched)) out.push_back(std::move(*failure));
    else job.verified = laid_over(job, *overlay);
  }
  return out;
}

const UnitVerifier::Used& UnitVerifier::used(const BlockHash& hash, const std::map<BlockHash, std::string>& blocks) const {
  const auto [known, fresh] = used_.try_emplace(hash);
  if (!fresh) return known->second;
  FileAst ast;
  const auto bytes = blocks.find(hash);
  if (bytes == blocks.end() || !decode_ast(bytes->second, ast)) return known->second;
  for (const auto& symbol : ast.used) {
    const auto colons = symbol.name.rfind("::");
    known->second.emplace(without_offsets(symbol.usr), std::string(name(symbol.kind)) + " " +
                                                           symbol.name.substr(colons == std::string::npos ? 0 : colons + 2));
  }
  return known->second;
}

void UnitVerifier::add_defined(const std::string& file, const BlockHash& hash, const std::map<BlockHash, std::string>& blocks,
                               std::set<std::string>& out) {
  FileAst ast;
  const auto bytes = blocks.find(hash);
  if (bytes == blocks.end() || !decode_ast(bytes->second, ast)) return;
  for (const auto& symbol : ast.symbols)
    if (symbol.definition) out.insert(file + '\n' + without_offsets(symbol.usr));
}

std::optional<UnitFailure> UnitVerifier::judge(const Job& job, const ParsedUnit& after,
                                               const std::map<BlockHash, std::string>& blocks,
                                               const std::set<std::string>& touched) const {
  const Program& program = options_.configurations[job.configuration].program;
  UnitFailure failure{.configuration = job.configuration,
                      .unit = job.unit,
                      .file = program.file(job.unit),
                      .line = 0,
                      .message = after.message,
                      .meaning = false};
  // What fails as it is must fail no more than that.
  const auto& before_errors = job.before.errors;
  if (before_errors != 0 && after.ok &&
      (after.errors < before_errors || (after.errors == before_errors && after.message == job.before.message)))
    return std::nullopt;
  if (!after.ok || after.errors != 0) {
    if (!after.file.empty()) {
      failure.file = shown_path(options_.reading.root, options_.tree.real_path(after.file).value_or(after.file));
      failure.line = after.line;
    }
    return failure;
  }
  if (job.alone) return std::nullopt;
  // Every name still means what it meant: where one symbol comes and another goes, they do not share a name.
  Used before, now;  // of all files that change
  std::set<std::string> defined_before, defined_now;
  std::map<std::string, BlockHash> was;
  const auto shown = [&](const std::string& path) {
    return shown_path(options_.reading.root, options_.tree.real_path(path).value_or(path));
  };
  const auto& known = known_[job.configuration].blocks;
  for (const auto& file : job.before.files) {
    was.emplace(file.path, file.block);
    if (!touched.contains(shown(file.path))) continue;
    before.insert(used(file.block, known).begin(), used(file.block, known).end());
    add_defined(shown(file.path), file.block, known, defined_before);
  }
  for (const auto& file : after.files) {
    const auto& of_file = used(file.block, blocks);
    if (touched.contains(shown(file.path))) {
      now.insert(of_file.begin(), of_file.end());
      add_defined(shown(file.path), file.block, blocks, defined_now);
      continue;
    }
    const auto old = was.find(file.path);
    if (old == was.end() || old->second == file.block) continue;  // it came with an include, or says the same
    if (const auto word = changed_meaning(used(old->second, known), of_file); !word.empty()) {
      failure.file = shown(file.path);
      failure.message = "the " + word + " in it would mean another one";
      failure.meaning = true;
      return failure;
    }
  }
  // A body that came into another file is checked against its declaration there, and was not before.
  for (const auto& place : defined_now)
    if (!defined_before.contains(place)) now.erase(place.substr(place.find('\n') + 1));
  if (const auto word = changed_meaning(before, now); !word.empty()) {
    failure.message = "the " + word + " in what changes would mean another one";
    failure.meaning = true;
    return failure;
  }
  return std::nullopt;
}

}  // namespace unknot
