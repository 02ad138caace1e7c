// What is nowhere bound in a file is one of Python's built-in names.
#include "analyzer/extract/python/function_names.h"
#include "graph/import_values.h"

namespace unknot::python {

std::vector<std::string_view> built_in_exception(std::string_view name) {
  if (name == "IOError" || name == "EnvironmentError" || name == "WindowsError") name = "OSError";
  std::vector<std::string_view> out;
  for (; !imports::base_exception(name).empty(); name = imports::base_exception(name)) {
    out.push_back(name);
    if (name == "ExceptionGroup") out.push_back("Exception");
  }
  if (name == "BaseException") out.push_back(name);
  return out;
}

bool is_built_in(std::string_view name) { return imports::is_builtin(name); }

}  // namespace unknot::python
