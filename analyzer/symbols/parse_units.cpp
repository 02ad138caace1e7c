// Look up, ask for the rest, keep.
#include "analyzer/symbols/parse_units.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/extract/codec.h"
#include "analyzer/source_tree/overlay.h"
#include "graph/model_versions.h"
#include "xxhash.h"

namespace unknot {
namespace {

/// What is kept of a unit besides its files.
struct Outcome {
  std::uint32_t errors = 0;
  std::string message, file;
  std::uint32_t line = 0;
  std::uint64_t functions = 0;  ///< so many of the last blocks are of functions
};
void fields(Is<Outcome> auto& v, auto& f) { f.field(v.errors), f.field(v.message), f.field(v.file), f.field(v.line), f.field(v.functions); }

class Parser {
 public:
  Parser(const SourceTree& tree, std::span<const AstRequest> requests, const ParseOptions& options)
      : tree_(tree), requests_(requests), options_(options) {
    out_.units.resize(requests.size());
    if (options.store != nullptr)
      for (const auto& request : requests) keys_.push_back(key(request));
  }

  ParsedUnits run() {
    if (options_.store != nullptr) look_up();
    else
      for (std::size_t i = 0; i < requests_.size(); ++i) open_.push_back(i);
    if (!open_.empty()) ask();
    return std::move(out_);
  }

 private:
  std::string key(const AstRequest& request) const {
    std::string text = std::string(kExtractorVersion) + '\0' + encode_request(request);
    if (const auto overlay = tree_.overlay()) text += overlay->name;
    const auto hash = XXH3_128bits(text.data(), text.size());
    return {reinterpret_cast<const char*>(&hash), sizeof hash};
  }

  /// What is kept and still holds.
  void look_up() {
    const auto asts = options_.store->load_asts();
    if (asts.empty()) {
      for (std::size_t i = 0; i < requests_.size(); ++i) open_.push_back(i);
      return;
    }
    std::unordered_map<std::uint32_t, AstInput> inputs;
    for (auto& [id, input] : options_.store->load_inputs()) inputs.emplace(id, std::move(input));
    std::unordered_map<std::uint32_t, bool> held;
    const auto holds = [&](std::uint32_t id) {
      const auto [known, fresh] = held.try_emplace(id, false);
      if (!fresh) return known->second;
      const auto input = inputs.find(id);
      if (input == inputs.end()) return false;
      const auto now = stat(input->second.path);
      return known->second = now == input->second.signature;
    };
    std::vector<std::size_t> found;
    std::map<BlockHash, std::string> wanted;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const auto kept = asts.find(keys_[i]);
      if (kept == asts.end() || !std::ranges::all_of(kept->second.inputs, holds)) {
        open_.push_back(i);
        continue;
      }
      for (const auto& [input, block] : kept->second.files) wanted.try_emplace(block);
      for (const auto input : kept->second.inputs) note(inputs.at(input).path);
      found.push_back(i);
    }
    std::vector<std::pair<BlockHash, std::string>> blocks(wanted.begin(), wanted.end());
    options_.store->load_blocks(blocks);
    for (auto& [hash, bytes] : blocks)
      if (!bytes.empty()) out_.blocks.emplace(hash, std::move(bytes));
    for (const std::size_t i : found) {
      const StoredAst& ast = asts.at(keys_[i]);
      FieldReader bytes(ast.value);
      Outcome outcome;
      bytes.field(outcome);
      const auto is_known = [&](const auto& file) { return inputs.contains(file.first) && out_.blocks.contains(file.second); };
      if (!bytes.complete() || outcome.functions > ast.files.size() || !std::ranges::all_of(ast.files, is_known)) {
        open_.push_back(i);
        continue;
      }
      ParsedUnit& to = out_.units[i];
      to.ok = true;
      to.errors = outcome.errors, to.message = std::move(outcome.message), to.file = std::move(outcome.file), to.line = outcome.line;
      for (const auto& [input, block] : ast.files)
        (to.files.size() + outcome.functions < ast.files.size() ? to.files : to.functions).push_back({inputs.at(input).path, block});
    }
    std::ranges::sort(open_);
  }

  void note(const std::string& path) {
    if (std::ranges::any_of(options_.sought, [&](const std::string& end) { return ends_with_path(path, end); })) out_.found.insert(path);
  }

  std::optional<FileSignature> stat(const std::string& path) {
    const auto [known, fresh] = stats_.try_emplace(path);
    if (fresh)
      if (const auto now = tree_.stat(path)) known->second = *now;
    return known->second;
  }

  void ask() {
    std::vector<std::size_t> wanted = open_;
    // A block that a process sent and that was lost with its reply never comes again from that process; it is gone as well.
    for (int round = 0; round < 2 && !wanted.empty(); ++round) {
      std::vector<Request> requests;
      for (const std::size_t i : wanted) requests.emplace_back(requests_[i]);
      Workers workers(worker_options());
      std::size_t done = 0;
      workers.run(requests, [&](std::size_t at, Answer answer) {
        take(wanted[at], std::move(answer));
        if (options_.progress) options_.progress(Phase::parse, ++done, requests.size());
      });
      std::erase_if(wanted, [&](std::size_t i) {
        const auto is_known = [&](const ParsedFile& file) { return out_.blocks.contains(file.block); };
        return std::ranges::all_of(out_.units[i].files, is_known) && std::ranges::all_of(out_.units[i].functions, is_known);
      });
    }
    for (const std::size_t i : wanted) {
      out_.units[i] = {};
      out_.units[i].message = "its facts were lost";
      out_.units[i].lost = true;
    }
    out_.parsed = open_.size();
    if (options_.store != nullptr) keep();
  }

  WorkerOptions worker_options() const {
    WorkerOptions out = options_.workers;
    out.overlay = tree_.overlay();
    return out;
  }

  void take(std::size_t i, Answer answer) {
    ParsedUnit& unit = out_.units[i];
    unit = {};
    if (!answer.reply) {
      unit.message = "unknot-clang " + answer.failure;
      unit.lost = true;
      return;
    }
    auto& reply = std::get<AstReply>(*answer.reply);
    unit.ok = reply.ok;
    unit.errors = reply.errors, unit.message = std::move(reply.message), unit.file = std::move(reply.file), unit.line = reply.line;
    const auto take_blocks = [&](std::vector<AstBlock>& from, std::vector<ParsedFile>& into) {
      for (auto& file : from) {
        if (!file.bytes.empty()) out_.blocks.try_emplace(file.hash, std::move(file.bytes));
        into.push_back({std::move(file.path), file.hash});
      }
    };
    take_blocks(reply.files, unit.files);
    take_blocks(reply.functions, unit.functions);
    auto& inputs = inputs_[i];
    for (auto& path : reply.read) {
      note(path);
      const auto signature = stat(path);
      if (!signature || changed_since_start(*signature)) moved_.insert(i);
      inputs.push_back({std::move(path), signature});
    }
    for (auto& path : reply.missing) inputs.push_back({std::move(path), {}});
  }

  /// A file whose stat is taken only now may have changed behind its reading.
  bool changed_since_start(const FileSignature& now) const {
    constexpr std::int64_t kClockSteps = 40'000'000;  // nanoseconds by which a file system's clock may be late
    return !is_by_content(now) && std::max(now.mtime_ns, now.ctime_ns) + kClockSteps > started_;
  }

  /// Keeps what holds for certain.
  void keep() {
    std::vector<AstInput> inputs;
    std::unordered_map<std::string, std::uint32_t> at;  // by path
    for (const std::size_t i : open_)
      for (const auto& input : inputs_[i])
        if (at.try_emplace(input.path, static_cast<std::uint32_t>(inputs.size())).second) inputs.push_back(input);
    const auto ids = options_.store->keep_inputs(inputs);
    if (ids.size() != inputs.size()) return;
    std::vector<std::pair<std::string, StoredAst>> asts;
    std::map<BlockHash, std::string_view> blocks;
    for (const std::size_t i : open_) {
      const ParsedUnit& unit = out_.units[i];
      const auto is_known = [&](const ParsedFile& file) { return at.contains(file.path); };
      if (!unit.ok || moved_.contains(i) || !std::ranges::all_of(unit.files, is_known) || !std::ranges::all_of(unit.functions, is_known)) continue;
      StoredAst ast;
      for (const auto* files : {&unit.files, &unit.functions})
        for (const auto& file : *files) {
          ast.files.emplace_back(ids[at.at(file.path)], file.block);
          blocks.emplace(file.block, out_.blocks.at(file.block));
        }
      for (const auto& input : inputs_[i]) ast.inputs.push_back(ids[at.at(input.path)]);
      FieldWriter(ast.value).field(Outcome{unit.errors, unit.message, unit.file, unit.line, unit.functions.size()});
      asts.emplace_back(keys_[i], std::move(ast));
    }
    options_.store->save_asts(asts, {blocks.begin(), blocks.end()}, keys_);
  }

  const SourceTree& tree_;
  std::span<const AstRequest> requests_;
  const ParseOptions& options_;
  std::vector<std::string> keys_;
  std::vector<std::size_t> open_;  ///< requests without a kept answer
  const std::int64_t started_ = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  std::unordered_map<std::size_t, std::vector<AstInput>> inputs_;
  std::unordered_set<std::size_t> moved_;  ///< requests of which a file was written meanwhile
  std::unordered_map<std::string, std::optional<FileSignature>> stats_;
  ParsedUnits out_;
};

}  // namespace

ParsedUnits parse_units(const SourceTree& tree, std::span<const AstRequest> requests, const ParseOptions& options) {
  return Parser(tree, requests, options).run();
}

}  // namespace unknot
