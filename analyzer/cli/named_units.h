// What a person means by PATH in `why A B` and `graph --focus PATH`: one grammar for both.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/analyze.h"
#include "graph/algorithms/digraph.h"
#include "graph/configuration.h"

namespace unknot {

/// All programs of a project: one for each configuration, and what there is of Python as one more.
std::vector<Configuration> programs_of(const Project&);

/// The units that a person means: a file by its path or the end of it, all below "folder/", a module by its name, with or without
/// "module:", or the files of "target:NAME", a target of the build. Sorted; empty: none.
std::vector<Vertex> units_named(const Program&, std::string name);

/// Is there such a unit in some configuration? If not, the person is told, with the nearest name.
bool is_known(std::span<const Configuration>, const std::string& wanted);

}  // namespace unknot
