// A git repository around a project, made by the real git, with nothing of the person's configuration.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace unknot::test {

/// The environment in which git knows who commits and reads no configuration of the machine.
std::map<std::string, std::string> git_environment();

/// Runs git in `folder` and returns its output without the last end of line. A failure fails the test.
std::string git(const std::string& folder, const std::vector<std::string>& arguments, const std::map<std::string, std::string>& more = {});

/// `git init`, and everything there as the first commit.
void make_repository(const std::string& folder);
/// Everything there as a commit; its name.
std::string commit_all(const std::string& folder);

/// The files of a revision, as git itself writes them, in a new folder `to`.
void export_revision(const std::string& folder, const std::string& revision, const std::string& to);
/// The files of the index likewise.
void export_index(const std::string& folder, const std::string& to);

}  // namespace unknot::test
