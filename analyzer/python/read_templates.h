// The templates that a project's code names, and those that these name.
#pragma once

#include <span>
#include <string>

#include "analyzer/source_tree/source_tree.h"
#include "graph/import_world.h"
#include "graph/model.h"
#include "graph/template_files.h"

namespace unknot {

/// Looked for in the models' folders beside each module and above it. None where no model is of queries that the project makes.
TemplateFiles read_templates(const SourceTree&, const std::string& root, const imports::World&, std::span<const Model>);

}  // namespace unknot
