// Commands that start servers, and settings of servers, in the files beside the code: Procfile, Dockerfile, compose files, shell
// scripts, units of systemd and supervisor, .ini files. Nothing is run.
#pragma once

#include <string>
#include <unordered_set>

#include "analyzer/python/pinned_versions.h"
#include "graph/seen_values.h"

namespace unknot {

/// Adds commands of these programs, and of `python`, and sections of .ini files that are named as one of them.
void read_seen_commands(const SettingsText&, const std::unordered_set<std::string>& programs, SeenValues& into);

}  // namespace unknot
