// Rounds: all that can be asked now is asked at once; what was answered makes more possible, until nothing is left.
#include "analyzer/modules/module_builder.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/extract/codec.h"
#include "analyzer/modules/standard_module.h"
#include "graph/sort_unique.h"

namespace unknot {

namespace {

using Language = std::array<std::uint64_t, 2>;

/// What a scan says, as it is kept.
struct Needs {
  std::string provides;
  std::vector<std::string> names;
  Language language{};
};
void fields(Is<Needs> auto& v, auto& f) { f.field(v.provides), f.field(v.names), f.field(v.language); }

bool is_header(std::string_view need) { return need.starts_with('/'); }

/// Bytes of the folders that two paths have in common.
std::size_t shared_folders(std::string_view a, std::string_view b) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
    if (a[i] == '/') out = i;
  return out;
}

enum class Stage : std::uint8_t {
  scan,    ///< what does it need?
  wait,    ///< for what it needs
  build,   ///< all is there: compile it
  done,
  failed,
};

/// A unit that is wanted or has to be compiled, in one language.
struct Node {
  std::string name;            ///< of the module, or a header's path; empty: a unit that is only wanted
  PreprocessRequest unit;      ///< `modules`: what is known to be needed so far
  PreprocessRequest importer;  ///< ModuleScanRequest::importer
  BmiKind kind = BmiKind::named;
  Stage stage = Stage::scan;
  Needs needs{};
  std::set<std::string> headers{};  ///< that some scan needed: the next one brings them and does not tell them again
  bool resolved = false;       ///< `below` says what the last scan needs
  std::vector<std::size_t> below{};  ///< nodes that it imports itself
  std::set<std::size_t> closure{};   ///< and those that they import
  std::set<std::size_t> given{};     ///< header units that the last scan could open
  KeptAnswer bmi{};
  std::vector<ModuleFailure> failures{};
  bool is_wanted() const { return name.empty(); }
};

struct Provider {
  PreprocessRequest unit;
  Needs needs;
};

class Builder {
 public:
  Builder(const std::vector<PreprocessRequest>& providers, const std::vector<PreprocessRequest>& wanted, const SourceTree& tree,
          Workers& workers, ModuleStore& store)
      : tree_(tree), workers_(workers), store_(store), wanted_(wanted.size()), declared_(providers) {
    for (const auto& unit : wanted) nodes_.push_back({.name = {}, .unit = unit, .importer = {}});
  }

  BuiltModules run() {
    std::vector<Question> questions;
    for (std::size_t i = 0; i < nodes_.size(); ++i) recall_needs(nodes_, i, questions);
    ask(nodes_, questions);
    do {
      while (round()) {
      }
    } while (break_cycle());
    for (std::size_t i = 0; i < wanted_; ++i) {
      UnitModules& unit = out_.units.emplace_back();
      unit.failures = std::move(nodes_[i].failures);
      if (!unit.failures.empty()) continue;
      unit.modules = files(nodes_[i].closure);
      unit.identity = nodes_[i].closure.empty() ? "" : hex_hash(identities(nodes_[i].closure));
    }
    sort_unique(out_.inputs.read);
    sort_unique(out_.inputs.missing);
    return std::move(out_);
  }

 private:
  struct Question {
    std::size_t node = 0;
    std::string key;
    Request request;
  };

  /// False: nothing more can be done.
  bool round() {
    std::vector<Question> questions;
    bool moved = false;
    // New nodes come while this goes on.
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Stage before = nodes_[i].stage;
      if (nodes_[i].stage == Stage::wait) wait(i);
      if (nodes_[i].stage == Stage::scan && !recall_needs(nodes_, i, questions)) wait(i);
      if (nodes_[i].stage == Stage::build) recall_module(i, questions);
      moved |= nodes_[i].stage != before;
    }
    ask(nodes_, questions);
    return moved || !questions.empty();
  }

  void ask(std::vector<Node>& nodes, const std::vector<Question>& questions) {
    if (questions.empty()) return;
    std::vector<Request> requests;
    for (const auto& question : questions) requests.push_back(question.request);
    std::vector<Answer> answers(requests.size());
    const auto now = std::chrono::system_clock::now();
    workers_.run(requests, [&](std::size_t i, Answer answer) { answers[i] = std::move(answer); });
    for (std::size_t i = 0; i < answers.size(); ++i) {
      Node& node = nodes[questions[i].node];
      if (!answers[i].reply) {
        out_.repeatable = false;
        fail(node, {.module = node.name, .file = node.unit.file, .reason = "unknot-clang " + answers[i].failure});
      } else if (auto* scan = std::get_if<ModuleScanReply>(&*answers[i].reply)) {
        take_needs(node, questions[i].key, std::move(*scan), now);
      } else if (auto* bmi = std::get_if<BmiReply>(&*answers[i].reply)) {
        take_module(node, questions[i].key, std::move(*bmi), now);
      }
    }
  }

  // What a unit needs ---------------------------------------------------------------------------------------------------------

  /// Whatever is asked about the unit. The modules that it brings stand in a key by what they were made from.
  static std::string bytes_of(PreprocessRequest unit, PreprocessRequest importer = {}) {
    unit.modules.clear();
    return encode_request(ModuleScanRequest{.unit = std::move(unit), .importer = std::move(importer)});
  }
  static std::string digits_of(const Language& language) {
    return std::to_string(language[0]) + " " + std::to_string(language[1]) + " ";
  }

  /// False: known, and it waits. True: it is a question.
  bool recall_needs(std::vector<Node>& nodes, std::size_t i, std::vector<Question>& questions) {
    Node& node = nodes[i];
    std::string key =
        hex_hash("needs " + std::string(kExtractorVersion) + bytes_of(node.unit, node.importer) + identities(node.given));
    node.resolved = false;
    if (const auto kept = store_.find(key); kept && decode(kept->value, node.needs)) {
      note(kept->inputs);
      node.stage = Stage::wait;
      return false;
    }
    ++out_.scanned;
    questions.push_back({i, std::move(key), ModuleScanRequest{.unit = node.unit, .importer = node.importer}});
    return true;
  }

  static bool decode(std::string_view bytes, Needs& needs) {
    FieldReader reader(bytes);
    reader.field(needs);
    return reader.complete();
  }

  void take_needs(Node& node, const std::string& key, ModuleScanReply scan, std::chrono::system_clock::time_point asked) {
    if (!scan.message.empty()) return fail(node, {.module = node.name, .file = node.unit.file, .reason = scan.message});
    node.needs = {.provides = std::move(scan.provides), .names = std::move(scan.needs), .language = scan.language};
    node.stage = Stage::wait;
    std::string value;
    FieldWriter(value).field(node.needs);
    auto inputs = inputs_of(node, scan.read, scan.missing);
    note(inputs);
    store_.keep(key, std::move(value), std::move(inputs), {}, asked);
  }

  /// Without the modules that it opened: these stand in the key.
  static ModuleInputs inputs_of(const Node& node, std::vector<std::string>& read, std::vector<std::string>& missing) {
    const auto& modules = node.unit.modules;
    std::erase_if(read, [&](const std::string& path) {
      return std::ranges::find(modules, path, &ModuleFile::path) != modules.end();
    });
    return {.read = std::move(read), .missing = std::move(missing)};
  }

  void note(const ModuleInputs& inputs) {
    out_.inputs.read.insert(out_.inputs.read.end(), inputs.read.begin(), inputs.read.end());
    out_.inputs.missing.insert(out_.inputs.missing.end(), inputs.missing.begin(), inputs.missing.end());
  }

  // Who provides it -----------------------------------------------------------------------------------------------------------

  void resolve(std::size_t i) {
    nodes_[i].below.clear();
    nodes_[i].resolved = true;
    auto names = nodes_[i].needs.names;
    auto& headers = nodes_[i].headers;
    std::ranges::copy_if(names, std::inserter(headers, headers.end()), is_header);
    names.insert(names.end(), headers.begin(), headers.end());
    sort_unique(names);
    for (const auto& name : names) {
      const auto found = is_header(name) ? header_unit(name, i) : named_module(name, i);
      if (found) nodes_[i].below.push_back(*found);
    }
    if (!nodes_[i].failures.empty()) nodes_[i].stage = Stage::failed;
  }

  /// The node that compiles the unit for an importer. `known`: what the unit needs in its own language.
  std::size_t node_for(std::string name, PreprocessRequest unit, BmiKind kind, std::size_t importer, const Needs* known) {
    const Node& by = nodes_[importer];
    const auto [at, fresh] = by_unit_.try_emplace({kind, by.needs.language, bytes_of(unit)}, nodes_.size());
    if (!fresh) return at->second;
    Node node{.name = std::move(name), .unit = std::move(unit), .importer = {}, .kind = kind};
    if (known != nullptr && known->language == by.needs.language) {
      node.needs = *known;
      node.stage = Stage::wait;
    } else {
      node.importer = by.importer.flags.empty() ? by.unit : by.importer;
      node.importer.modules.clear();
    }
    nodes_.push_back(std::move(node));
    return at->second;
  }

  std::optional<std::size_t> header_unit(const std::string& path, std::size_t importer) {
    PreprocessRequest unit = nodes_[importer].unit;
    unit.file = path;
    if (nodes_[importer].kind != BmiKind::header_unit) unit.flags.emplace_back("-xc++");  // whatever its name ends in
    unit.modules.clear();
    return node_for(path, std::move(unit), BmiKind::header_unit, importer, nullptr);
  }

  std::optional<std::size_t> named_module(const std::string& name, std::size_t importer) {
    const auto& all = providers();
    const auto of_name = all.find(name);
    if (of_name == all.end()) return standard(name, importer);
    const Node& by = nodes_[importer];
    std::vector<const Provider*> found;
    std::size_t most = 0;
    for (const auto& provider : of_name->second) {
      const std::size_t shared = shared_folders(provider.unit.file, by.unit.file);
      if (shared > most) found.clear();
      if (shared >= most) found.push_back(&provider);
      most = std::max(most, shared);
    }
    for (const auto* provider : found)
      if (provider->unit.file != found.front()->unit.file)
        return miss(importer, {.module = name,
                               .file = found.front()->unit.file,
                               .reason = "several files provide it",
                               .also = provider->unit.file});
    // One file, compiled in several ways: as the importer is compiled, so far as that goes.
    const auto likeness = [&](const Provider* provider) {
      const auto& flags = provider->unit.flags;
      const auto shared = std::ranges::count_if(flags, [&](const auto& flag) {
        return std::ranges::find(by.unit.flags, flag) != by.unit.flags.end();
      });
      return std::pair(provider->needs.language == by.needs.language, 2 * shared - static_cast<std::ptrdiff_t>(flags.size()));
    };
    const Provider* best = *std::ranges::max_element(found, {}, likeness);
    return node_for(name, best->unit, BmiKind::named, importer, &best->needs);
  }

  std::optional<std::size_t> standard(const std::string& name, std::size_t importer) {
    const PreprocessRequest by = nodes_[importer].unit;
    if (!is_standard_module(name)) return miss(importer, {.module = name, .file = by.file, .reason = "no file provides it"});
    auto unit = standard_module(name, by, search_of(by), tree_);
    if (!unit) return miss(importer, {.module = name, .file = by.file, .reason = "its source is not installed"});
    return node_for(name, std::move(*unit), BmiKind::named, importer, nullptr);
  }

  std::nullopt_t miss(std::size_t importer, ModuleFailure failure) {
    nodes_[importer].failures.push_back(std::move(failure));
    return std::nullopt;
  }

  /// Where a command looks for headers.
  DriverReply search_of(const PreprocessRequest& unit) {
    DriverReply out;
    const DriverRequest question{.directory = unit.directory, .flags = unit.flags, .file = unit.file};
    workers_.run({question}, [&](std::size_t, Answer answer) {
      if (answer.reply) out = std::get<DriverReply>(std::move(*answer.reply));
    });
    return out;
  }

  /// By the name that they provide, in the order given. They are asked as soon as some unit imports something.
  const std::map<std::string, std::vector<Provider>>& providers() {
    if (declared_.empty()) return providers_;
    std::vector<Node> nodes;
    for (auto& unit : std::exchange(declared_, {})) nodes.push_back({.name = unit.file, .unit = std::move(unit), .importer = {}});
    std::vector<Question> questions;
    for (std::size_t i = 0; i < nodes.size(); ++i) recall_needs(nodes, i, questions);
    ask(nodes, questions);
    for (auto& node : nodes)
      if (!node.needs.provides.empty()) providers_[node.needs.provides].push_back({std::move(node.unit), std::move(node.needs)});
    return providers_;
  }

  // When all is there ---------------------------------------------------------------------------------------------------------

  void wait(std::size_t i) {
    if (!nodes_[i].resolved) resolve(i);
    Node& node = nodes_[i];
    if (node.stage != Stage::wait) return;
    for (const std::size_t below : node.below)
      if (nodes_[below].stage != Stage::done && nodes_[below].stage != Stage::failed) return;
    for (const std::size_t below : node.below) {
      const auto& other = nodes_[below];
      node.failures.insert(node.failures.end(), other.failures.begin(), other.failures.end());
      node.closure.insert(other.closure.begin(), other.closure.end());
      node.closure.insert(below);
    }
    sort_unique(node.failures);
    if (!node.failures.empty()) {
      node.stage = Stage::failed;
      return;
    }
    if (const auto twice = name_twice(node.closure); !twice.empty())
      return fail(node, {.module = twice, .file = node.unit.file, .reason = "two modules of this name meet in one unit"});
    // Macros of header units may decide about more imports.
    std::set<std::size_t> headers;
    for (const std::size_t below : node.closure)
      if (nodes_[below].kind == BmiKind::header_unit) headers.insert(below);
    if (headers != node.given) {
      node.given = std::move(headers);
      node.unit.modules = files(node.given);
      node.stage = Stage::scan;
      return;
    }
    node.unit.modules = files(node.closure);
    node.stage = node.is_wanted() ? Stage::done : Stage::build;
  }

  std::string name_twice(const std::set<std::size_t>& closure) const {
    std::set<std::string> names;
    for (const std::size_t i : closure)
      if (!names.insert(nodes_[i].name).second) return nodes_[i].name;
    return {};
  }

  std::vector<ModuleFile> files(const std::set<std::size_t>& closure) const {
    std::vector<ModuleFile> out;
    for (const std::size_t i : closure)
      out.push_back({.name = nodes_[i].kind == BmiKind::header_unit ? "" : nodes_[i].name, .path = nodes_[i].bmi.bmi});
    std::ranges::sort(out);
    return out;
  }

  std::string identities(const std::set<std::size_t>& closure) const {
    std::vector<std::string> out;
    for (const std::size_t i : closure) out.push_back(nodes_[i].name + '=' + nodes_[i].bmi.identity);
    std::ranges::sort(out);
    std::string text;
    for (const auto& identity : out) text += identity + '\0';
    return text;
  }

  void recall_module(std::size_t i, std::vector<Question>& questions) {
    Node& node = nodes_[i];
    std::string key = hex_hash((node.kind == BmiKind::named ? "module " : "header ") + std::string(kExtractorVersion) +
                               digits_of(node.needs.language) + bytes_of(node.unit) + identities(node.closure));
    if (auto kept = store_.find(key); kept && !kept->bmi.empty()) {
      note(kept->inputs);
      node.bmi = std::move(*kept);
      node.stage = Stage::done;
      return;
    }
    ++out_.compiled;
    questions.push_back({i, std::move(key), BmiRequest{.unit = node.unit, .importer = node.importer, .kind = node.kind}});
  }

  void take_module(Node& node, const std::string& key, BmiReply reply, std::chrono::system_clock::time_point asked) {
    auto inputs = inputs_of(node, reply.read, reply.missing);
    note(inputs);
    if (!reply.ok)
      return fail(node, {.module = node.name, .file = reply.file.empty() ? node.unit.file : reply.file, .line = reply.line,
                         .reason = "it cannot be compiled: " + without_paths(reply.message, node.unit.modules)});
    auto kept = store_.keep(key, {}, std::move(inputs), reply.bmi, asked);
    if (!kept)
      return fail(node, {.module = node.name, .file = node.unit.file, .reason = "there is no room for its compiled form"});
    node.bmi = std::move(*kept);
    node.stage = Stage::done;
  }

  /// Clang's message without the places of compiled modules, which say nothing to anybody.
  static std::string without_paths(std::string message, const std::vector<ModuleFile>& modules) {
    if (message.empty()) return "Clang does not say why";
    for (const auto& module : modules)
      for (auto at = message.find(module.path); at != std::string::npos; at = message.find(module.path))
        message.replace(at, module.path.size(), module.name.empty() ? "a header unit" : module.name);
    return message;
  }

  static void fail(Node& node, ModuleFailure failure) {
    node.failures.push_back(std::move(failure));
    node.stage = Stage::failed;
  }

  /// What waits when nothing can be done waits for itself. False: nothing waits.
  bool break_cycle() {
    for (std::size_t start = 0; start < nodes_.size(); ++start) {
      if (nodes_[start].stage != Stage::wait) continue;
      std::vector<std::size_t> path;
      std::size_t at = start;
      while (std::ranges::find(path, at) == path.end()) {
        path.push_back(at);
        at = *std::ranges::find(nodes_[at].below, Stage::wait, [&](std::size_t below) { return nodes_[below].stage; });
      }
      path.erase(path.begin(), std::ranges::find(path, at));
      fail_cycle(path);
      return true;
    }
    return false;
  }

  void fail_cycle(std::vector<std::size_t> cycle) {
    const auto name = [&](std::size_t i) { return std::string_view(nodes_[i].name); };
    std::ranges::rotate(cycle, std::ranges::min_element(cycle, {}, name));
    std::string reason = "it imports itself: ";
    for (const std::size_t i : cycle) reason += name_of_module(i) + ", ";
    reason += name_of_module(cycle.front());
    const Node& first = nodes_[cycle.front()];
    const ModuleFailure failure{.module = first.name, .file = first.unit.file, .reason = reason};
    for (const std::size_t i : cycle) fail(nodes_[i], failure);
  }

  std::string name_of_module(std::size_t i) const {
    const std::string& name = nodes_[i].name;
    return nodes_[i].kind == BmiKind::header_unit ? name.substr(name.rfind('/') + 1) : name;
  }

  const SourceTree& tree_;
  Workers& workers_;
  ModuleStore& store_;
  std::size_t wanted_;
  std::vector<PreprocessRequest> declared_;  ///< providers that were not asked yet
  std::map<std::string, std::vector<Provider>> providers_;
  std::vector<Node> nodes_;  ///< first the wanted ones
  std::map<std::tuple<BmiKind, Language, std::string>, std::size_t> by_unit_;
  BuiltModules out_;
};

}  // namespace

BuiltModules build_modules(const std::vector<PreprocessRequest>& providers, const std::vector<PreprocessRequest>& wanted,
                           const SourceTree& tree, Workers& workers, ModuleStore& store) {
  return Builder(providers, wanted, tree, workers, store).run();
}

}  // namespace unknot
