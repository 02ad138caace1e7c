// One step of a build, as a build file describes it.
#pragma once

#include <string>
#include <vector>

namespace unknot {

struct BuildStep {
  std::vector<std::string> outputs;  ///< as written, variables replaced; relative ones are seen from the build folder
  std::vector<std::string> inputs;   ///< likewise; without those that only have to be there
  std::string command;               ///< for a shell
};

}  // namespace unknot
