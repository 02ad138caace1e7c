// What a file calls by the name of another file's variable or class, by what that one is: `from web import app` gives `app` the type
// that web.py shows.
#pragma once

#include <span>

#include "graph/function_facts.h"

namespace unknot::python {

/// Renames the entities of functions and types that begin with such a name: "web.app.before_request" => "framework.App.before_request".
/// `files`: all of the project. A method that a class inherits becomes that of the base that has it. Twice is as good as once.
void link_names(std::span<FileFunctions> files);

}  // namespace unknot::python
