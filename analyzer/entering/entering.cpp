// Choice of headers, questions, blame, and the questions that come after: who enters that way, and what would help.
#include "analyzer/entering/entering.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "analyzer/entering/asking.h"
#include "analyzer/entering/blame.h"
#include "analyzer/entering/first_entry.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/installed_files.h"
#include "graph/entered_tangles.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Nobody includes a source file or a part of a header first.
bool is_header(const Unit& unit) {
  if (unit.kind != UnitKind::file || unit.origin != Origin::project || unit.entry) return false;
  constexpr std::array<std::string_view, 9> kEndings{"h", "hh", "hpp", "hxx", "h++", "H", "hp", "cuh", "HPP"};
  const std::string_view name = std::string_view(unit.name).substr(unit.name.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || std::ranges::find(kEndings, name.substr(dot + 1)) != kEndings.end();
}

class Entering {
 public:
  Entering(Program& program, const FileCommands& commands, const EnteringInput& in)
      : program_(program), commands_(commands), in_(in), asking_(in.tree, in.workers, in.store, in.progress) {}

  std::vector<Problem> run() {
    program_.entries.clear();
    const auto tangles = entered_tangles(program_, {});
    std::vector<UnitId> headers;
    for (const auto& tangle : tangles) {
      headers.insert(headers.end(), tangle.begin(), tangle.end());
      auto files = std::make_shared<std::vector<std::string>>();
      for (const UnitId unit : tangle) files->push_back(path(unit));
      for (const UnitId unit : tangle) files_of_tangle_.emplace(unit, files);
    }
    if (in_.headers == EnteredHeaders::all)
      for (const auto& file : commands_.files) headers.push_back(file.file);
    sort_unique(headers);
    std::erase_if(headers, [&](UnitId unit) { return !is_header(program_.unit(unit)) || !can_be_included(unit) || commands_.find(unit) == nullptr; });
    if (headers.empty()) return {};
    enter(headers);
    for (const auto& tangle : tangles) judge(tangle);
    for (const auto& [header, reply] : replies_)
      if (!done_.contains(header)) program_.entries.push_back(plain_entry({header, &reply}, unit_of_));
    std::ranges::sort(program_.entries, {}, &Entry::header);
    return std::move(problems_);
  }

 private:
  std::string path(UnitId unit) const {
    const std::string& file = program_.file(unit);
    return file.starts_with('/') ? file : in_.root + "/" + file;
  }
  /// A directive cannot spell every name.
  bool can_be_included(UnitId unit) const { return path(unit).find_first_of("\"\n\r") == std::string::npos; }

  EnterRequest request(UnitId file) const {
    const FileCommand& chosen = *commands_.find(file);
    const SharedCommand& command = commands_.commands[chosen.command];
    EnterRequest out;
    out.unit = {.directory = command.directory, .flags = command.flags, .file = chosen.unit, .predefined = command.predefined};
    return out;
  }
  /// Most of what a header reads lies outside the tangle, and includes nothing of it: what its function bodies say is no matter
  /// of the order.
  EnterRequest header_request(UnitId header, const std::string& before = {}) const {
    EnterRequest out = request(header);
    if (const auto files = files_of_tangle_.find(header); files != files_of_tangle_.end()) out.bodies = *files->second;
    out.text = before + "#include \"" + path(header) + "\"\n";
    return out;
  }

  void enter(const std::vector<UnitId>& headers) {
    std::vector<EnterRequest> requests;
    for (const UnitId header : headers) requests.push_back(header_request(header));
    auto answers = asking_.ask(requests);
    for (std::size_t i = 0; i < headers.size(); ++i) {
      auto& answer = answers[i];
      const std::string why = answer.reply ? answer.reply->message : "unknot-clang " + answer.failure;
      if (answer.reply && answer.reply->ok) replies_.emplace(headers[i], std::move(*answer.reply));
      else if (!answer.reply || !commands_.commands[commands_.find(headers[i])->command].inferred)
        problems_.push_back({program_.file(headers[i]), 0, "whether it compiles when it is included first is unknown: " + why, Effect::partial});
    }
  }

  void judge(const std::vector<UnitId>& tangle) {
    std::vector<AskedHeader> asked;
    for (const UnitId unit : tangle)
      if (const auto reply = replies_.find(unit); reply != replies_.end()) asked.push_back({unit, &reply->second});
    auto entries = entries_of_tangle(program_, tangle, asked, unit_of_);
    find_units(tangle, entries);
    find_help(entries);
    for (auto& entry : entries) {
      done_.insert(entry.header);
      program_.entries.push_back(std::move(entry));
    }
  }

  bool fails_at(const EnterReply& reply, const UnitPlace& place) const {
    return std::ranges::any_of(reply.fault_places, [&](const TextPlace& at) {
      return at.line == place.line && at.column == place.column && unit_of_(reply.paths[at.path]) == place.unit;
    });
  }

  /// The units that enter that way, each asked whether it breaks: what it includes or declares before may save it.
  void find_units(const std::vector<UnitId>& tangle, std::vector<Entry>& entries) {
    if (std::ranges::none_of(entries, [](const Entry& entry) { return entry.late.has_value(); })) return;
    constexpr std::size_t kMostUnits = 3;
    const auto first = first_entries(program_, tangle);
    if (!installed_) installed_ = in_.build_folder.empty() ? InstalledFiles() : InstalledFiles::read(in_.tree, in_.build_folder);
    for (auto& entry : entries) {
      if (!entry.late) continue;
      std::vector<UnitId> units;
      std::vector<EnterRequest> requests;
      for (const auto& [unit, header] : first) {
        if (header != entry.header) continue;
        if (is_header(program_.unit(unit))) entry.late->headers.push_back(unit);
        if (!program_.unit(unit).entry || units.size() == kMostUnits || commands_.find(unit) == nullptr) continue;
        units.push_back(unit);
        requests.push_back(request(unit));
        requests.back().bodies = *files_of_tangle_.at(entry.header);
      }
      for (const UnitId header : entry.late->headers)
        if (installed_->contains(path(header))) entry.late->installed.push_back(header);
      if (installed_->contains(path(entry.header))) entry.late->installed.push_back(entry.header);
      sort_unique(entry.late->installed);
      const auto answers = asking_.ask(requests);
      for (std::size_t i = 0; i < units.size(); ++i)
        if (answers[i].reply && fails_at(*answers[i].reply, entry.late->needed)) entry.late->units.push_back(units[i]);
    }
  }

  /// What helps is tried, not guessed.
  void find_help(std::vector<Entry>& entries) {
    for (auto& entry : entries) {
      if (!entry.late) continue;
      const auto& left = entry.late->stack[entry.late->left];
      std::vector<EnterRequest> requests{header_request(entry.header)};
      requests.front().without_file = path(left.unit);
      requests.front().without_line = left.line;
      if (!entry.late->forward.empty()) requests.push_back(header_request(entry.header, entry.late->forward + "\n"));
      const auto answers = asking_.ask(requests);
      const auto compiles = [&](std::size_t i) { return i < answers.size() && answers[i].reply && answers[i].reply->ok && answers[i].reply->faults.empty(); };
      entry.late->without_left = compiles(0);
      if (!compiles(1)) entry.late->forward.clear();
    }
  }

  Program& program_;
  const FileCommands& commands_;
  const EnteringInput& in_;
  Asking asking_;
  std::optional<InstalledFiles> installed_;  ///< read when somebody wants to know
  std::map<UnitId, std::shared_ptr<const std::vector<std::string>>> files_of_tangle_;  ///< real paths
  std::map<UnitId, EnterReply> replies_;
  std::set<UnitId> done_;
  std::vector<Problem> problems_;
  mutable std::map<std::string, UnitId> known_;
  const UnitOfPath unit_of_ = [this](const std::string& spelled) {
    const auto [known, fresh] = known_.try_emplace(spelled, kOwnText);
    if (!fresh) return known->second;
    const auto real = in_.tree.real_path(spelled);
    const std::string name = shown_path(in_.root, real ? *real : spelled);
    const auto unit = std::ranges::lower_bound(program_.units, name, {}, &Unit::name);
    if (unit != program_.units.end() && unit->name == name) known->second = static_cast<UnitId>(unit - program_.units.begin());
    return known->second;
  };
};

}  // namespace

std::vector<Problem> enter_headers(Program& program, const FileCommands& commands, const EnteringInput& input) {
  return Entering(program, commands, input).run();
}

}  // namespace unknot
