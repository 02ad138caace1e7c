// Templates of a web project, as the statements of a program that walks what it is given. It knows no syntax of templates.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/imports.h"

namespace unknot {

/// Names of functions that statements of a template call for what its own language does.
constexpr std::string_view kIncludeTemplate = "__include__";  ///< the text of another one, with the same names
constexpr std::string_view kImportTemplate = "__import__";    ///< the functions of another one

/// Places are those of the template.
struct TemplateFile {
  std::string path;    ///< as shown
  std::string folder;  ///< of the templates that it names, as shown
  imports::ModuleFacts facts;
};
using TemplateFiles = std::map<std::string, TemplateFile, std::less<>>;  ///< by path

/// Where code in `file` finds templates: folders of these names beside it and above it, nearest first, each with its slash.
std::vector<std::string> template_folders(std::string_view file, std::span<const std::string> names);

}  // namespace unknot
