// Random projects. Only the engine's numbers are used: distributions differ between libraries.
#include "tests/program/random_project.h"

#include <algorithm>
#include <filesystem>

namespace unknot::test {
namespace {

const std::vector<std::string> kFolders{"core", "net", "ui"};
const std::vector<std::string> kMacros{"M0", "M1", "M2", "M3"};
const std::vector<std::string> kDefined{"M0", "M1", "M2"};  // nothing ever defines M3

/// Files come in groups, so that there are many small tangles and not one of nearly everything.
std::size_t group_of(const std::string& name) {
  const auto digit = name.find_first_of("0123456789", name.find('/'));
  return digit == std::string::npos ? 0 : std::stoul(name.substr(digit)) / 5;
}

}  // namespace

RandomProject::RandomProject(std::uint64_t seed, std::size_t headers, std::size_t units) : random_(seed) {
  for (std::size_t i = 0; i < headers; ++i) model_[one_of(kFolders) + "/h" + std::to_string(i) + ".h"];
  for (auto& [name, file] : model_) file = some_header_text(name);
  for (std::size_t i = 0; i < units; ++i) {
    const std::string name = "src/u" + std::to_string(i) + ".cpp";
    File file{.once = false, .guard = "", .lines = {}};
    for (std::size_t n = 2 + below(3); n > 0; --n) file.lines.push_back(some_line(name));
    model_[name] = file;
    Compile command{.file = name, .flags = {"-Icore"}, .directory = "", .compiler = "clang++"};
    command.flags.emplace_back(i % 2 == 0 ? "-Inet" : "-Iui");
    if (below(2) == 0) command.flags.push_back("-D" + one_of(kDefined));
    commands_.push_back(command);
  }
}

std::string RandomProject::some_header(const std::string& from) {
  std::vector<std::string> all;
  std::vector<std::string> near;
  const bool stay = below(8) != 0;
  for (const auto& [name, file] : model_) {
    if (!name.ends_with(".h")) continue;
    all.push_back(name);
    if (from.ends_with(".h") && (stay ? group_of(name) == group_of(from) : group_of(name) > group_of(from))) near.push_back(name);
  }
  return one_of(near.empty() ? all : near);
}

std::string RandomProject::some_file() {
  std::vector<std::string> names;
  for (const auto& [name, file] : model_) names.push_back(name);
  return one_of(names);
}

RandomProject::Line RandomProject::some_line(const std::string& from) {
  Line line;
  if (below(10) == 0) return {.condition = "", .text = (below(3) == 0 ? "#undef " : "#define ") + one_of(kDefined)};
  const std::string header = some_header(from);
  const auto slash = header.find('/');
  const std::string base = header.substr(slash + 1);
  switch (below(3)) {
    case 0: line.text = "#include <" + base + ">"; break;
    case 1: line.text = "#include \"../" + header + "\""; break;
    default: line.text = "#include \"" + base + "\""; break;
  }
  // Not every way finds its file: what cannot be found may not end the unit, so it is asked for first.
  const std::string asked = line.text.substr(9);
  line.condition = "#if __has_include(" + asked + ")";
  if (below(3) == 0) line.condition += (below(2) == 0 ? " && defined(" : " && !defined(") + one_of(kMacros) + ")";
  if (asked.starts_with("\"../")) {
    line.condition.clear();
    if (below(3) == 0) line.condition = (below(2) == 0 ? "#ifdef " : "#ifndef ") + one_of(kMacros);
  }
  return line;
}

RandomProject::File RandomProject::some_header_text(const std::string& name) {
  File file{.once = below(2) == 0, .guard = name, .lines = {}};
  std::ranges::replace_if(file.guard, [](char c) { return c == '/' || c == '.'; }, '_');
  for (std::size_t n = below(4); n > 0; --n) file.lines.push_back(some_line(name));
  return file;
}

std::string RandomProject::text_of(const File& file) {
  std::string out;
  if (file.once) out += "#pragma once\n";
  else if (!file.guard.empty()) out += "#ifndef " + file.guard + "\n#define " + file.guard + "\n";
  for (const auto& line : file.lines)
    out += line.condition.empty() ? line.text + "\n" : line.condition + "\n" + line.text + "\n#endif\n";
  if (!file.once && !file.guard.empty()) out += "#endif\n";
  return out;
}

Files RandomProject::files() const {
  Files out;
  for (const auto& [name, file] : model_) out[name] = text_of(file);
  return out;
}

std::vector<Compile> RandomProject::commands() const { return commands_; }

void RandomProject::write(Project& project, const std::string& name) { project.write(name, text_of(model_.at(name))); }

std::string RandomProject::edit(Project& project) {
  const std::string name = some_file();
  File& file = model_.at(name);
  switch (below(11)) {
    case 0:
    case 1: {
      const auto at = static_cast<std::ptrdiff_t>(below(file.lines.size() + 1));
      file.lines.insert(file.lines.begin() + at, some_line(name));
      write(project, name);
      return "added a line to " + name;
    }
    case 2:
      if (file.lines.empty()) return "nothing";
      file.lines.erase(file.lines.begin() + static_cast<std::ptrdiff_t>(below(file.lines.size())));
      write(project, name);
      return "removed a line of " + name;
    case 3: {
      const std::string fresh = one_of(kFolders) + "/n" + std::to_string(fresh_++) + ".h";
      model_[fresh] = some_header_text(fresh);
      write(project, fresh);
      return "added " + fresh;
    }
    case 4:
      if (!name.ends_with(".h") || model_.size() < 20) return "nothing";
      model_.erase(name);
      project.remove(name);
      return "removed " + name;
    case 5:
      project.write(name, text_of(file));
      return "touched " + name;
    case 6: {
      if (!name.ends_with(".h")) return "nothing";
      const std::string fresh = one_of(kFolders) + "/r" + std::to_string(fresh_++) + ".h";
      model_[fresh] = file;
      model_.erase(name);
      project.rename(name, fresh);
      return "renamed " + name + " to " + fresh;
    }
    case 7:
      file.once = !file.once;
      if (below(4) == 0) file.guard = below(2) == 0 ? "" : "SHARED_GUARD";
      if (file.guard.empty()) file.once = true;
      write(project, name);
      return "changed the guard of " + name;
    case 8: {
      auto& command = commands_[below(commands_.size())];
      if (!command.flags.empty() && (below(2) == 0 || command.flags.size() > 4)) command.flags.pop_back();
      else command.flags.push_back(below(2) == 0 ? "-D" + one_of(kDefined) : "-I" + one_of(kFolders));
      project.write_commands(commands_);
      return "changed the flags of " + command.file;
    }
    case 9: {
      // A file of the same name in another folder comes before, or behind, the one that was found until now.
      const std::string header = some_header("");
      const std::string shadow = one_of(kFolders) + header.substr(header.find('/'));
      if (model_.contains(shadow)) return "nothing";
      model_[shadow] = some_header_text(shadow);
      write(project, shadow);
      return "shadowed " + header + " by " + shadow;
    }
    default: {
      // As a careless tool does it: other content, the same size, the old time stamp.
      std::string text = text_of(file);
      const auto at = text.find("M");
      if (at == std::string::npos || at + 1 >= text.size() || text[at + 1] < '0' || text[at + 1] > '3') return "nothing";
      const char digit = static_cast<char>('0' + (text[at + 1] - '0' + 1) % 4);
      for (auto& line : file.lines)
        for (auto* part : {&line.condition, &line.text})
          for (std::size_t i = 0; i + 1 < part->size(); ++i)
            if ((*part)[i] == 'M' && (*part)[i + 1] >= '0' && (*part)[i + 1] <= '3') (*part)[i + 1] = digit;
      const auto before = std::filesystem::last_write_time(project.path(name));
      write(project, name);
      std::filesystem::last_write_time(project.path(name), before);
      return "changed " + name + " and kept its time";
    }
  }
}

}  // namespace unknot::test
