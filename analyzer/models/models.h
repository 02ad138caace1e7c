// Framework models: JSON => plain values. The shipped ones are part of the program; analyzer/models/schema.json says what they hold.
#pragma once

#include <expected>
#include <functional>
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

/// Of Python, the modules that the model is of; of what a compiler reads, none. Told without reading the model.
std::vector<std::string_view> modules_of(const ModelText&);
/// Of all models that are shipped.
std::vector<std::string> shipped_modules();

/// Models of what a compiler reads, read once: when somebody asks.
std::vector<Model> shipped_compiled_models();
/// Models of Python's modules for which the answer is yes, and of what every module has; only these are read.
std::vector<Model> shipped_python_models(const std::function<bool(std::string_view module)>& is_named);
/// Those that say something of imports: how tests are collected, or what is not there yet while modules are imported. No other one is read.
std::vector<Model> shipped_import_models();

}  // namespace unknot
