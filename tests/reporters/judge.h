// Programs that are not ours judge what the reporters write: how tests run them and find the golden files.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "golden.h"

namespace unknot {

struct Outcome {
  int status = -1;
  std::string output{};
};

inline Outcome run(const std::string& command) {
  Outcome out;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> buffer{};
  for (std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe); n > 0;
       n = fread(buffer.data(), 1, buffer.size(), pipe))
    out.output.append(buffer.data(), n);
  out.status = pclose(pipe);
  return out;
}

inline std::string quoted(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

inline std::vector<std::filesystem::path> goldens(const std::string& extension) {
  std::vector<std::filesystem::path> out;
  for (const std::filesystem::path& folder : {golden_folder(), golden_folder() / "graph"})
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == extension &&
          !entry.path().filename().string().ends_with("graph.json"))
        out.push_back(entry.path());
  return out;
}

inline std::filesystem::path temporary(const std::string& name, const std::string& text) {
  // Tests run side by side: each writes its own file.
  const std::string own = "unknot_" + std::to_string(::getpid()) + "_" + name;
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / own;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

/// The command that shows `files` to a script of tests/reporters/.
inline std::string judge(const std::string& program, const std::vector<std::filesystem::path>& files) {
  std::string out = program;
  for (const std::filesystem::path& file : files) out += " " + quoted(file);
  return out;
}
inline std::string script(const std::string& name) {
  return quoted(std::filesystem::path(UNKNOT_SOURCE_DIR) / "tests/reporters" / name);
}

}  // namespace unknot
