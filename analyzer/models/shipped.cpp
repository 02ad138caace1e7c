// Models that are part of the program: which there are, told without reading them, and those that are asked for.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>

#include "analyzer/models/models.h"

namespace unknot {
namespace {

/// Each is read once, when somebody asks for it.
const Model& shipped_model(const ModelText& shipped) {
  static std::mutex reading;
  static std::map<std::string_view, Model> read_ones;  // by file
  const std::scoped_lock lock(reading);
  const auto known = read_ones.find(shipped.file);
  if (known != read_ones.end()) return known->second;
  auto model = read_model(shipped.text);
  if (!model) std::abort();  // a test reads them all
  return read_ones.emplace(shipped.file, std::move(*model)).first->second;
}

template <class Wanted>
std::vector<Model> shipped_models(const Wanted& is_wanted) {
  std::vector<Model> out;
  for (const auto& shipped : shipped_model_texts())
    if (is_wanted(shipped)) out.push_back(shipped_model(shipped));
  return out;
}

}  // namespace

std::vector<std::string_view> modules_of(const ModelText& model) {
  constexpr std::string_view kKey = "\n  \"modules\": [";
  std::vector<std::string_view> out;
  const std::size_t key = model.text.find(kKey);
  if (key == std::string_view::npos) return out;
  const std::string_view list = model.text.substr(key + kKey.size(), model.text.find(']', key) - key - kKey.size());
  for (std::size_t begin = list.find('"'); begin != std::string_view::npos;) {
    const std::size_t end = list.find('"', begin + 1);
    if (end == std::string_view::npos) break;
    out.push_back(list.substr(begin + 1, end - begin - 1));
    begin = list.find('"', end + 1);
  }
  return out;
}

std::vector<std::string> shipped_modules() {
  std::vector<std::string> out;
  for (const auto& shipped : shipped_model_texts())
    for (const auto module : modules_of(shipped)) out.emplace_back(module);
  return out;
}

std::vector<Model> shipped_compiled_models() {
  return shipped_models([](const ModelText& shipped) { return modules_of(shipped).empty(); });
}

std::vector<Model> shipped_python_models(const std::function<bool(std::string_view module)>& is_named) {
  constexpr std::string_view kEverywhere = "builtins";
  return shipped_models([&](const ModelText& shipped) {
    return std::ranges::any_of(modules_of(shipped), [&](std::string_view module) { return module == kEverywhere || is_named(module); });
  });
}

std::vector<Model> shipped_import_models() {
  return shipped_models([](const ModelText& shipped) { return shipped.text.contains("\n  \"test_runner\": ") || shipped.text.contains("\n  \"context_asks\": "); });
}

}  // namespace unknot
