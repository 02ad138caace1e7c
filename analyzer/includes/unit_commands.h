// The commands of a configuration, once more, for what parses its units after the program is made.
#pragma once

#include <expected>
#include <string>

#include "analyzer/extract/protocol.h"
#include "analyzer/includes/extraction.h"

namespace unknot {

/// `database`: absolute; empty: the commands that are made up from the tree, for which the tree is read again (from the store,
/// where facts of its files are kept).
std::expected<UnitCommands, ExtractionError> unit_commands(const SourceTree&, const ExtractionOptions&, const std::string& database,
                                                           FactsStore*);

/// One of them, to be asked.
PreprocessRequest request_of(const UnitCommands&, const UnitCommand&);

}  // namespace unknot
