// What a program that runs tests imports: one process, file after file, with what came before still there. It knows no such program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unknot::imports {

struct TestStep {
  std::uint32_t module = 0;
  bool prepares = false;  ///< for other files; where it fails, nothing in the folder `below` is imported
  std::string below{};    ///< "tests/"; empty: all of them
};

struct TestRun {
  std::string command;    ///< as a person types it: the command of the runner, and a path
  bool declared = false;  ///< the project itself says that its tests are run so
  bool own_names = false; ///< files of one name do not meet
  std::string plugins;    ///< variable that names modules which are imported behind the file that has it
  std::vector<TestStep> steps;
};

}  // namespace unknot::imports
