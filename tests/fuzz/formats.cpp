// Fuzz target: bytes that another process or a cache gave. What decodes is sound, survives the way back, and can be reported.
// The first byte of the input says which format the rest is; t: a program as text (graph/text_form.h).
#include <nlohmann/json.hpp>

#include "analyzer/analyze.h"
#include "analyzer/cache/extraction_bytes.h"
#include "analyzer/extract/facts_text.h"
#include "analyzer/extract/protocol.h"
#include "checks/registry.h"
#include "graph/text_form.h"
#include "reporters/reporters.h"
#include "tests/fuzz/property.h"

namespace unknot::test {
namespace {

/// What decodes must encode to bytes that decode to the same bytes. False where `bytes` do not decode.
template <class T, class Encode, class Decode>
bool survives(std::string_view bytes, T& value, Encode encode, Decode decode) {
  if (!decode(bytes, value)) return false;
  const std::string once = encode(value);
  T again;
  require(decode(once, again), "what was encoded decodes");
  require(encode(again) == once, "decoding and encoding lose nothing");
  return true;
}

void check_reports(Extraction extraction) {
  const AnalysisOptions options;
  Project project{.root = "/nonexistent", .tree = working_tree(), .place = {}, .wanted = {"."}, .config = default_config(all_check_infos()), .config_file = {}, .subtrees = {}, .reading = {}, .cache = {}, .extraction = std::move(extraction), .own_models = {}, .base = {}, .baseline = {}, .remarks = {}};
  const auto report = make_report(project, options);
  require(report.has_value(), "a sound program can be checked");
  for (const auto& reporter : reporters()) {
    const std::string text = reporter.render(*report, {.color = false});
    require(is_plain(text), "a report holds nothing that acts");
    if (reporter.name == "json" || reporter.name == "sarif" || reporter.name == "gitlab") require(nlohmann::json::accept(text), "a report is JSON");
  }
  const UnitedProgram united = unite(project.extraction.configurations);
  require(is_plain(render_graph_dot(united.program, *report, {.all = true})), "a graph holds nothing that acts");
  for (const GraphLevel level : {GraphLevel::file, GraphLevel::folder}) {
    require(is_plain(render_graph_mermaid(united.program, *report, {.all = true, .level = level})), "a graph holds nothing that acts");
    require(nlohmann::json::accept(render_graph_json(united, *report, {.all = true, .level = level})), "a graph is JSON");
  }
  text_from_program(united.program);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'f': {
      FileFacts facts;
      if (survives(bytes, facts, encode_facts, decode_facts)) {
        require(is_sound(facts), "facts that decode are sound");
        text_from_facts("a.h", facts);
      }
      break;
    }
    case 'q': {
      Request request;
      survives(bytes, request, encode_request, decode_request);
      break;
    }
    case 'r': {
      Reply reply;
      survives(bytes, reply, encode_reply, decode_reply);
      break;
    }
    case 'm': {
      Manifest manifest;
      survives(bytes, manifest, encode_manifest, decode_manifest);
      break;
    }
    case 'e': {
      Extraction extraction;
      if (survives(bytes, extraction, encode_extraction, decode_extraction)) check_reports(std::move(extraction));
      break;
    }
    case 't': {  // a program as text: nearly every input is one, so that checks and reporters see many
      auto program = program_from_text(bytes);
      if (!program) break;
      Extraction extraction{.configurations = {{.name = {}, .program = std::move(*program)}}, .problems = {{std::string(bytes), 1, std::string(bytes), Effect::partial}}, .survey = {}, .manifest = {}, .python_files = {}, .python = {}, .inferred = {}};
      extraction.survey.configurations.resize(1);
      const std::string encoded = encode_extraction(extraction);
      Extraction again;
      if (survives(encoded, again, encode_extraction, decode_extraction)) check_reports(std::move(again));
      break;
    }
    default: break;
  }
  return 0;
}

}  // namespace unknot::test
