// From the database, or from another extraction.
#include "analyzer/includes/unit_commands.h"

#include "analyzer/includes/commands.h"

namespace unknot {

std::expected<UnitCommands, ExtractionError> unit_commands(const SourceTree& tree, const ExtractionOptions& options,
                                                           const std::string& database, FactsStore* store) {
  if (database.empty()) {
    auto extraction = extract(tree, options, store);
    if (!extraction) return std::unexpected(extraction.error());
    return std::move(extraction->inferred);
  }
  auto commands = read_commands(tree, database, options.root, options.query_drivers);
  if (!commands) return std::unexpected(commands.error());
  return UnitCommands{.units = std::move(commands->units), .predefined = std::move(commands->predefined)};
}

PreprocessRequest request_of(const UnitCommands& commands, const UnitCommand& unit) {
  return {.directory = unit.directory,
          .flags = unit.flags,
          .file = unit.file,
          .predefined = unit.predefined == 0 ? "" : commands.predefined[unit.predefined - 1]};
}

}  // namespace unknot
