// The reporters: pure functions from the report to text. One .cpp each; the table is in reporters.cpp.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "graph/configuration.h"
#include "reporters/picture.h"
#include "reporters/report.h"

namespace unknot {

struct RenderOptions {
  bool color = false;
  /// Findings below it are no failures; none: nothing is.
  std::optional<Severity> fail_on = Severity::warning;
  /// The root inside its checkout, "sub/", where services expect paths from the top of the checkout; else empty.
  std::string place{};
  /// Told what a format had to leave out of so large a report, in a line.
  std::function<void(std::string)> remark{};
};

std::string render_text(const Report&, const RenderOptions&);
std::string render_json(const Report&, const RenderOptions&);
std::string render_sarif(const Report&, const RenderOptions&);
std::string render_dot(const Report&, const RenderOptions&);
std::string render_mermaid(const Report&, const RenderOptions&);
std::string render_github(const Report&, const RenderOptions&);
std::string render_gitlab(const Report&, const RenderOptions&);
std::string render_junit(const Report&, const RenderOptions&);
std::string render_markdown(const Report&, const RenderOptions&);

struct Reporter {
  std::string_view name;
  std::string_view summary;
  std::string (*render)(const Report&, const RenderOptions&) = nullptr;
};
/// By name.
std::span<const Reporter> reporters();

enum class GraphLevel : std::uint8_t { file, folder, component };
/// What `unknot graph` draws. Tangles first; folders are clusters; never a hairball: above `max_nodes` files outside tangles
/// are folded into their folders.
struct GraphOptions {
  bool all = false;     ///< every project file, not only the tangles
  bool cycles = false;  ///< only the tangles, also where there is none
  GraphLevel level = GraphLevel::file;
  std::vector<std::string> component_of{};  ///< by unit, for that level
  /// Only what these need and what needs them, in at most `depth` steps; empty: everything.
  std::vector<UnitId> focus{};
  std::size_t depth = 1;
  std::size_t max_nodes = 150;
};
Picture picture_of_graph(const Program&, const Report&, const GraphOptions&);
std::string render_graph_dot(const Program&, const Report&, const GraphOptions&);
std::string render_graph_mermaid(const Program&, const Report&, const GraphOptions&);
std::string render_graph_json(const UnitedProgram&, const Report&, const GraphOptions&);

}  // namespace unknot
