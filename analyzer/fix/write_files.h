// Texts onto the disk: all of them or none, whatever happens on the way.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace unknot {

/// Called before each step that changes the disk: "journal", "new a.h", "keep a.h", "put a.h", "done". False: the step fails.
/// Tests break off there.
using WriteStep = std::function<bool(const std::string&)>;

/// `texts`: path below `root` (absolute) -> the text that the file has to have now, and the new one. Each new text is written
/// beside its file, each old one kept there, and a journal in the root names them; then the new ones take their places. Modes
/// stay. Where a step fails everything is put back; after a crash `restore_files` does that. An error says what is wrong, and
/// nothing has changed.
std::expected<void, std::string> write_files(const std::string& root,
                                             const std::map<std::string, std::pair<std::string, std::string>>& texts,
                                             const WriteStep& step = {});

/// Puts back what an interrupted run left. The number of files that were put back; an error where that cannot be.
std::expected<std::size_t, std::string> restore_files(const std::string& root);

}  // namespace unknot
