// What unknot-clang says of the functions in a project's files, for tests.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "analyzer/extract/function_facts.h"
#include "analyzer/extract/workers.h"
#include "tests/support/project.h"

namespace unknot::test {

/// The reply for one unit of the project, asked with the functions.
inline AstReply parse_unit(const Project& project, const std::string& file, const std::vector<std::string>& flags = {}) {
  AstRequest request{.unit = {.directory = project.root(), .flags = {"clang++"}, .file = file, .predefined = {}},
                     .text = {},
                     .roots = {project.root()},
                     .functions = true};
  request.unit.flags.insert(request.unit.flags.end(), flags.begin(), flags.end());
  Workers workers({.program = UNKNOT_BIN_DIR "/unknot-clang"});
  AstReply out;
  workers.run({request}, [&](std::size_t, Answer answer) {
    if (answer.reply) out = std::get<AstReply>(std::move(*answer.reply));
    else ADD_FAILURE() << file << ": " << answer.failure;
  });
  return out;
}

/// By path in the project.
inline std::map<std::string, FileFunctions> functions_of(const Project& project, const AstReply& reply) {
  std::map<std::string, FileFunctions> out;
  for (const auto& block : reply.functions) {
    const std::string name = block.path.substr(project.root().size() + 1);
    EXPECT_TRUE(decode_functions(block.bytes, out[name])) << name;
    EXPECT_EQ(encode_functions(out[name]), block.bytes) << name;
  }
  return out;
}

}  // namespace unknot::test
