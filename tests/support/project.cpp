// Files on disk for tests; every failure throws, which ends the test that asked.
#include "tests/support/project.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace unknot::test {

namespace fs = std::filesystem;

Files files_of_example(std::string_view text) {
  constexpr std::string_view kMark = "// file: ";
  Files files;
  std::string name = "main.cpp";
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with(kMark)) {
      name = line.substr(kMark.size());
      files[name];
    } else {
      files[name] += std::string(line) + "\n";
    }
  }
  return files;
}

std::string new_folder() {
  std::string name = (fs::temp_directory_path() / "unknot-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
  return fs::canonical(name).string();
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

Project::Project(const Files& files) : parent_(new_folder()), root_(parent_ + "/project") {
  fs::create_directories(root_ + "/.git");
  for (const auto& [name, text] : files) write(name, text);
}

Project::~Project() {
  if (std::getenv("UNKNOT_KEEP_PROJECTS") != nullptr) return;  // for a person who wants to look
  std::error_code ignored;
  fs::remove_all(parent_, ignored);
}

bool Project::has(std::string_view relative) const { return fs::exists(fs::symlink_status(path(relative))); }

std::string Project::read(std::string_view relative) const { return read_file(path(relative)); }

void Project::write(std::string_view relative, std::string_view text) {
  const fs::path file = path(relative);
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

void Project::remove(std::string_view relative) { fs::remove_all(path(relative)); }

void Project::rename(std::string_view from, std::string_view to) {
  fs::create_directories(fs::path(path(to)).parent_path());
  fs::rename(path(from), path(to));
}

void Project::link(std::string_view name, std::string_view target) {
  const fs::path link = path(name);
  fs::create_directories(link.parent_path());
  fs::create_symlink(target, link);
}

std::vector<std::string> Project::files() const {
  std::vector<std::string> out;
  for (fs::recursive_directory_iterator at(root_), end; at != end; ++at) {
    if (at->path().filename() == ".git") at.disable_recursion_pending();
    else if (!at->is_directory()) out.push_back(at->path().lexically_relative(root_).generic_string());
  }
  std::ranges::sort(out);
  return out;
}

void Project::copy_from(const std::string& folder) {
  fs::copy(folder, root_, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

void Project::write_commands(const std::vector<std::string>& flags) {
  std::vector<Compile> commands;
  for (const auto& file : files()) {
    if (file.ends_with(".cpp")) commands.push_back({.file = file, .flags = flags, .directory = "", .compiler = "clang++"});
    if (file.ends_with(".c")) commands.push_back({.file = file, .flags = flags, .directory = "", .compiler = "clang"});
  }
  write_commands(commands);
}

void Project::write_commands(const std::vector<Compile>& commands, std::string_view to) {
  std::string text = "[";
  for (const auto& command : commands) {
    text += text.size() == 1 ? "\n" : ",\n";
    text += "{\"directory\": " + json_quoted(command.directory.empty() ? root_ : command.directory);
    text += ", \"file\": " + json_quoted(command.file) + ", \"arguments\": [" + json_quoted(command.compiler);
    for (const auto& flag : command.flags) text += ", " + json_quoted(flag);
    text += ", \"-c\", " + json_quoted(command.file) + "]}";
  }
  write(to, text + "\n]\n");
}

void Project::move_elsewhere() {
  const std::string parent = new_folder();
  const std::string root = parent + "/another/place";
  fs::create_directories(parent + "/another");
  fs::rename(root_, root);
  fs::remove_all(parent_);
  parent_ = parent;
  root_ = root;
}

}  // namespace unknot::test
