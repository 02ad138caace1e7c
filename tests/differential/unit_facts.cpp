// Prints what unknot-clang says of one unit as JSON: unit_facts UNKNOT_CLANG ROOT DIRECTORY FILE COMPILER [FLAGS...]
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/extract/workers.h"
#include "nlohmann/json.hpp"

namespace unknot {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const FileAst& ast) {
  Json out = {{"symbols", Json::array()}, {"uses", Json::array()}, {"includes", Json::array()}};
  constexpr std::array kWorth{"used", "kept", "unused"};
  for (const auto& include : ast.includes) out["includes"].push_back({include.line, kWorth[static_cast<std::size_t>(include.worth)]});
  for (const auto& symbol : ast.symbols)
    out["symbols"].push_back({{"usr", symbol.usr},
                              {"name", symbol.name},
                              {"kind", name(symbol.kind)},
                              {"linkage", static_cast<int>(symbol.linkage)},
                              {"definition", symbol.definition},
                              {"template", symbol.is_template},
                              {"line", symbol.line},
                              {"column", symbol.column},
                              {"parent", symbol.parent},
                              {"forward", symbol.forward}});
  for (const auto& use : ast.uses) {
    const UsedSymbol& used = ast.used[use.symbol];
    Json at = Json::array();
    for (const auto& place : use.at) at.push_back({place.line, place.column});
    out["uses"].push_back({{"usr", used.usr},
                           {"name", used.name},
                           {"kind", name(used.kind)},
                           {"outside", used.outside},
                           {"user", use.user == kNobody ? "" : ast.symbols[use.user].name},
                           {"strength", name(use.strength)},
                           {"place", name(use.place)},
                           {"at", at}});
  }
  return out;
}

int run(int argc, char** argv) {
  if (argc < 6) return std::fputs("unit_facts UNKNOT_CLANG ROOT DIRECTORY FILE COMPILER [FLAGS...]\n", stderr), 2;
  AstRequest request;
  request.roots = {std::filesystem::canonical(argv[2]).string()};
  request.includes = true;
  request.unit.directory = argv[3];
  request.unit.file = argv[4];
  request.unit.flags.assign(argv + 5, argv + argc);
  Workers workers({.program = argv[1], .jobs = 1, .timeout = std::chrono::minutes(5)});
  int status = 1;
  workers.run({request}, [&](std::size_t, const Answer& answer) {
    const auto* reply = answer.reply ? std::get_if<AstReply>(&*answer.reply) : nullptr;
    if (reply == nullptr) return void(std::fprintf(stderr, "%s\n", answer.failure.c_str()));
    Json out = {{"ok", reply->ok}, {"errors", reply->errors}, {"message", reply->message}, {"files", Json::object()}};
    status = 0;
    std::map<std::array<std::uint64_t, 2>, std::string> sent;
    for (const auto& block : reply->files) {
      FileAst ast;
      if (!block.bytes.empty()) sent[block.hash] = block.bytes;
      if (!decode_ast(sent[block.hash], ast)) status = 1, std::fprintf(stderr, "broken block of %s\n", block.path.c_str());
      out["files"][block.path] = json_of(ast);
    }
    std::puts(out.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  });
  return status;
}

}  // namespace
}  // namespace unknot

int main(int argc, char** argv) { return unknot::run(argc, argv); }
