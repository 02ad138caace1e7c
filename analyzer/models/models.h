// Framework models: JSON => plain values. The shipped ones are part of the program; analyzer/models/schema.json says what they hold.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/model.h"
#include "graph/setting_model.h"

namespace unknot {

struct ModelText {
  std::string_view file;  ///< "std.json"
  std::string_view text;
};
/// What is shipped, by file name.
std::span<const ModelText> shipped_model_texts();

/// The model, or what is wrong with the text.
std::expected<Model, std::string> read_model(std::string_view json);

/// What all of these say of settings together.
std::shared_ptr<const SettingModels> setting_models_of(std::span<const Model>);

/// Whose code a model speaks of: that of Python's modules, or what a compiler reads.
enum class ModelsOf : std::uint8_t { python, compiled };
/// Told without reading the model.
ModelsOf kind_of(const ModelText&);

/// All of a kind that are shipped, read once: when somebody asks.
const std::vector<Model>& shipped_models(ModelsOf);

}  // namespace unknot
