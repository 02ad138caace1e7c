// copy -> texts as they will be -> written, moved files last removed from their old places.
#include "analyzer/untangle/apply_plan.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "analyzer/project/copy_commands.h"
#include "analyzer/project/discover.h"
#include "analyzer/untangle/rewrite_includes.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Application {
 public:
  Application(std::string root, std::string copy, const Program& program, const Plan& plan, std::size_t steps)
      : root_(std::move(root)), copy_(std::move(copy)), program_(program) {
    for (std::size_t i = 0; i < std::min(steps, plan.steps.size()); ++i) add(plan.steps[i]);
    for (std::uint32_t i = 0; i < program.dependencies.size(); ++i) add_line(DependencyId{i});
  }

  std::expected<AppliedPlan, std::string> run(const std::vector<std::string>& databases) {
    try {
      if (auto wrong = make_copy(); !wrong.empty()) return std::unexpected(wrong);
      std::map<std::string, std::string> texts;  // by new path
      for (const auto& file : touched_) {
        if (!is_inside(file) || !is_inside(new_path(file))) {
          if (moved_.contains(file)) return std::unexpected(file + " does not stand in the copy; plan with --no-moves or another PATH");
          out_.left.push_back(file + ": stands outside the copy; change it by hand");
          continue;
        }
        const std::string before = bytes_of(root_ + "/" + file);
        if (bytes_of(copy_ + "/" + file) != before) return std::unexpected(copy_ + "/" + file + " is not as in the project");
        auto after = rewrite_includes(before, lines_[file]);
        for (const auto line : after.left) out_.left.push_back(file + ":" + std::to_string(line) + ": not a plain name; change it by hand");
        out_.rewritten += after.text == before ? 0 : 1;
        texts.emplace(new_path(file), std::move(after.text));
      }
      for (const auto& [from, to] : moved_)
        if (fs::exists(copy_ + "/" + to)) return std::unexpected(copy_ + "/" + to + " is in the way");
      for (const auto& [path, text] : texts)
        if (!write(copy_ + "/" + path, text)) return std::unexpected(copy_ + "/" + path + " cannot be written");
      for (const auto& [from, to] : moved_) fs::remove(copy_ + "/" + from);
      for (const auto& database : databases) relocate(database);
    } catch (const fs::filesystem_error& failed) {
      return std::unexpected(std::string(failed.what()));
    }
    out_.moved = moved_.size();
    std::ranges::sort(out_.left);
    return std::move(out_);
  }

 private:
  void add(const PlanStep& step) {
    if (step.kind == StepKind::cut) taken_.insert(step.lines.begin(), step.lines.end());
    else
      for (const UnitId file : step.files) {
        const std::string& path = program_.file(file);
        moved_[path] = moved_to(step.to, path);
        touched_.insert(path);
      }
  }

  void add_line(DependencyId id) {
    const Dependency& d = program_.dependency(id);
    const std::string& file = program_.file(d);
    const std::string& to = program_.file(d.to);
    const bool taken = taken_.contains(id);
    if (!taken && !moved_.contains(file) && !moved_.contains(to)) return;
    if (program_.unit(d.to).origin != Origin::project && !taken) return;
    touched_.insert(file);
    lines_[file].push_back({.line = d.line, .column = d.column, .taken_out = taken, .from = file, .new_from = new_path(file),
                            .to = to, .new_to = new_path(to)});
  }

  const std::string& new_path(const std::string& path) const {
    const auto found = moved_.find(path);
    return found == moved_.end() ? path : found->second;
  }

  std::string make_copy() const {
    const fs::path copy(copy_);
    if (fs::exists(copy) && fs::equivalent(copy, root_)) return copy_ + " is the project itself";
    if (is_below(root_, fs::weakly_canonical(copy).string())) return copy_ + " is inside the project";
    if (fs::exists(copy) && !fs::is_empty(copy)) return {};
    fs::create_directories(copy);
    for (const auto& entry : fs::directory_iterator(root_))
      if (entry.path().filename() != ".git")
        fs::copy(entry.path(), copy / entry.path().filename(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    return {};
  }

  /// Files of other roots and ways over links lead out of the copy: nothing is written there.
  bool is_inside(const std::string& path) const { return is_below(copy_, fs::weakly_canonical(copy_ + "/" + path).string()); }

  static bool write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    return static_cast<bool>(out.flush());
  }

  /// The database's commands for the copy: every word that names a place in the project names it there.
  void relocate(const std::string& database) {
    if (!is_below(root_, database)) {
      out_.left.push_back(database + ": stands outside the project and was left as it is");
      return;
    }
    const std::string there = copy_ + database.substr(root_.size());
    auto commands = nlohmann::ordered_json::parse(bytes_of(there), nullptr, false);
    if (!commands.is_array()) return;
    for (auto& command : commands) {
      if (!command.is_object() || !command.contains("directory") || !command["directory"].is_string()) continue;
      const std::string directory = command["directory"];
      const std::string file = command.value("file", "");
      const std::string old = shown_path(root_, plain_path(directory, file));
      const std::string moved = moved_.contains(old) ? copy_ + "/" + new_path(old) : "";
      for (auto& [key, value] : command.items())
        for (auto* text : texts_of(value)) *text = relocated(text->get<std::string>(), file, moved);
    }
    write(there, commands.dump(1) + "\n");
  }

  static std::vector<nlohmann::ordered_json*> texts_of(nlohmann::ordered_json& value) {
    std::vector<nlohmann::ordered_json*> out;
    if (value.is_string()) out.push_back(&value);
    if (value.is_array())
      for (auto& item : value)
        if (item.is_string()) out.push_back(&item);
    return out;
  }

  std::string relocated(std::string text, const std::string& file, const std::string& moved) const {
    if (!moved.empty()) replace_all(text, file, moved, " \"'");
    replace_all(text, root_, copy_, "/ \"'\\");
    return text;
  }

  /// Each `old` that begins a word and behind which one of `ends` stands, or nothing.
  static void replace_all(std::string& text, const std::string& old, const std::string& fresh, std::string_view ends) {
    for (auto at = text.find(old); at != std::string::npos && !old.empty();) {
      const bool begins = at == 0 || std::string_view(" \"'=IFLD").find(text[at - 1]) != std::string_view::npos;
      const bool whole = at + old.size() == text.size() || ends.find(text[at + old.size()]) != std::string_view::npos;
      if (begins && whole) text.replace(at, old.size(), fresh);
      at = text.find(old, at + (begins && whole ? fresh.size() : 1));
    }
  }

  std::string root_, copy_;
  const Program& program_;
  std::set<DependencyId> taken_;
  std::map<std::string, std::string> moved_;  ///< old path -> new path
  std::set<std::string> touched_;             ///< old paths of files whose text or place changes
  std::map<std::string, std::vector<IncludeLine>> lines_;
  AppliedPlan out_;
};

}  // namespace

std::expected<AppliedPlan, std::string> apply_plan(const std::string& root, const std::vector<std::string>& databases,
                                                   const std::string& copy, const Program& program, const Plan& plan, std::size_t steps) {
  std::error_code failed;
  const std::string place = fs::weakly_canonical(fs::absolute(copy, failed), failed).string();
  if (failed) return std::unexpected(copy + ": " + failed.message());
  return Application(root, place, program, plan, steps).run(databases);
}

}  // namespace unknot
