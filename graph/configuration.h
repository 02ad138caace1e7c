// One code base, built in several ways: a program for each, and all of them as one graph to look at.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// One way to build the code base. No cycle is closed across two of them, so each has a program of its own.
struct Configuration {
  std::string name;  ///< as reports show it; empty where there is only one
  Program program;
};

/// The names, in the same order; empty where there is only one configuration, which needs none.
std::vector<std::string> names_of(std::span<const Configuration>);

/// All configurations as one graph: every unit and every dependency that some configuration has, once. For people and
/// pictures: contexts and variants are left out, so that nobody looks for cycles in it.
struct UnitedProgram {
  Program program;
  /// For each dependency the configurations that have it (indices, sorted); empty where there is only one configuration.
  std::vector<std::vector<std::uint32_t>> configurations;
};
UnitedProgram unite(std::span<const Configuration>);

}  // namespace unknot
