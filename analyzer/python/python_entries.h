// What the files beside the code say about how it is started, and for which Python it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/python/python_world.h"

namespace unknot {

/// Entries that the text of a settings file names: "module:function" of console scripts and servers, `python -m module`,
/// `python file.py`. Only modules of the world count.
void find_entries(const imports::World&, const std::string& shown, std::string_view text, std::vector<DeclaredEntry>& out);

/// The oldest Python that pyproject.toml, setup.cfg or setup.py ask for; unchanged where they say nothing.
void read_python_version(std::string_view text, imports::PythonVersion& out);

}  // namespace unknot
