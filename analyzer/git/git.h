// The git program of the person, which knows every format of a repository. Only plumbing is asked, nothing that the repository
// names is run (hooks, monitors, filters, drivers, transports), and nothing is written or fetched.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

struct GitAnswer {
  int exit_code = -1;
  std::string out;
  std::string err;
  bool ok() const { return exit_code == 0; }
  /// The output without the end of its line.
  std::string line() const;
  /// What git complained about, in one line without its "fatal: ".
  std::string complaint() const;
};

/// Do GIT_DIR, GIT_INDEX_FILE and the like of our own environment hold, as in a hook?
enum class GitEnvironment { followed, dropped };

class Git {
 public:
  /// git in an absolute folder of PATH; an error where there is none.
  static std::expected<Git, std::string> find();

  /// Runs `git ARGUMENTS` in `folder` (empty: our own) with `input` on its standard input.
  GitAnswer run(const std::vector<std::string>& arguments, std::string_view input = {}) const;

  std::string folder;
  GitEnvironment environment = GitEnvironment::dropped;

 private:
  std::string program_;
};

/// Does our environment name a repository or an index?
bool names_repository_in_environment();

}  // namespace unknot
