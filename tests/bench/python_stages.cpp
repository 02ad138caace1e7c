// Prints how long each stage of reading the Python of a project takes, the least of a few runs: for python_bench.py.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

#include "analyzer/includes/project_files.h"
#include "analyzer/models/models.h"
#include "analyzer/project/discover.h"
#include "analyzer/python/python_program.h"
#include "graph/import_context.h"

namespace {

template <class Do>
double milliseconds(Do act) {
  const auto start = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int count, char** arguments) {
  using namespace unknot;
  if (count < 2) return 2;
  const auto tree = working_tree();
  const auto root = tree->real_path(arguments[1]);
  if (!root) return 2;
  double reading = std::numeric_limits<double>::max(), simulation = reading;
  for (int i = 0; i < 3; ++i) {
    Folders folders(*tree);
    ProjectFiles files(folders, {*root}, {}, Outside::leaves);
    files.walk();
    PythonProgram python;
    const double whole = milliseconds([&] { python = read_python_program(*tree, *root, find_python_files(folders, files.folders(), {*root}, {}), 2, {}, {.import_models = shipped_import_models()}); });
    if (python.program.imports == nullptr) return 1;
    const auto& context = *python.program.imports;
    imports::Sightings sightings;
    const double own = milliseconds([&] { imports::simulate(context.world, context.entries, context.test_runs, sightings); });
    reading = std::min(reading, whole - own), simulation = std::min(simulation, own);
  }
  std::printf("reading: %.1f ms\nsimulation: %.1f ms\n", reading, simulation);
  return 0;
}
