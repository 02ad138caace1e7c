// Which repository, which commit: what people mistake is told with what helps.
#include "analyzer/git/checkout.h"

#include <filesystem>

#include "analyzer/project/discover.h"

namespace unknot {
namespace {

std::string real(const std::string& path) {
  std::error_code failed;
  const auto out = std::filesystem::canonical(path, failed);
  return failed ? path : out.string();
}

std::string short_name(const std::string& commit) { return commit.substr(0, 12); }

std::string commit_of(const Checkout& checkout, const std::string& revision) {
  if (revision.empty() || revision.starts_with('-')) return {};
  const auto answer = checkout.git.run({"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
  return answer.ok() ? answer.line() : std::string();
}

constexpr std::string_view kWholeHistory = " (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0)";

/// The command after which git would know the revision.
std::string fetch_command(const Checkout& checkout, const std::string& revision) {
  const std::string how = checkout.shallow ? "git fetch --unshallow " : "git fetch ";
  const auto slash = revision.find('/');
  const auto remotes = checkout.git.run({"remote"});
  if (remotes.out.empty()) return {};
  const std::string first = remotes.out.substr(0, remotes.out.find('\n'));
  const bool of_remote = slash != std::string::npos && ("\n" + remotes.out).contains("\n" + revision.substr(0, slash) + "\n");
  if (of_remote) {
    const std::string branch = revision.substr(slash + 1);
    return how + revision.substr(0, slash) + " +refs/heads/" + branch + ":refs/remotes/" + revision;
  }
  return how + first + " " + revision;
}

std::string unknown_revision(const Checkout& checkout, const std::string& revision) {
  std::string out = "no commit '" + revision + "' in this " + (checkout.shallow ? "shallow clone" : "repository");
  const auto remotes = checkout.git.run({"remote"});
  const std::string remote = remotes.out.substr(0, remotes.out.find('\n'));
  if (!remote.empty() && !commit_of(checkout, "refs/remotes/" + remote + "/" + revision).empty())
    return out + "; there is " + remote + "/" + revision;
  if (const auto command = fetch_command(checkout, revision); !command.empty())
    out += "; fetch it: " + command + (checkout.shallow ? std::string(kWholeHistory) : "");
  return out;
}

}  // namespace

std::expected<Checkout, std::string> open_checkout(const std::string& folder) {
  auto git = Git::find();
  if (!git) return std::unexpected(git.error());
  Checkout out{.git = *git, .top = {}, .index_file = {}};
  out.git.folder = folder;
  auto here = out.git.run({"rev-parse", "--show-toplevel"});
  if (names_repository_in_environment()) {
    // A hook says which repository and which index, and means those of the commit that is being made.
    Git hook = *git;
    hook.environment = GitEnvironment::followed;
    const auto named = hook.run({"rev-parse", "--show-toplevel"});
    if (named.ok() && is_below(real(named.line()), folder) && (!here.ok() || real(here.line()) == real(named.line()))) {
      out.git = hook;
      here = named;
    }
  }
  if (!here.ok()) {
    const auto bare = out.git.run({"rev-parse", "--is-bare-repository"});
    if (bare.line() == "true") return std::unexpected(folder + " is a bare repository: it has no working tree to check");
    if (here.err.find("not a git repository") != std::string::npos) return std::unexpected(folder + " is not in a git checkout");
    return std::unexpected("git: " + here.complaint());
  }
  out.top = real(here.line());
  if (!is_below(out.top, folder))
    return std::unexpected(folder + " is not in the working tree of its git repository, " + out.top);
  out.shallow = out.git.run({"rev-parse", "--is-shallow-repository"}).line() == "true";
  out.index_file = out.git.run({"rev-parse", "--git-path", "index"}).line();
  return out;
}

BaseCommit head_commit(const Checkout& checkout) {
  const std::string head = commit_of(checkout, "HEAD");
  if (head.empty()) return {.commit = "", .remark = "base: no commit yet, everything is new"};
  return {.commit = head, .remark = "base: " + short_name(head) + ", HEAD"};
}

std::expected<BaseCommit, std::string> base_commit(const Checkout& checkout, const std::string& revision) {
  const std::string wanted = commit_of(checkout, revision);
  const std::string head = commit_of(checkout, "HEAD");
  if (wanted.empty()) {
    if (revision == "HEAD" && head.empty()) return head_commit(checkout);
    return std::unexpected(unknown_revision(checkout, revision));
  }
  const auto itself = [&](const std::string& why) {
    return BaseCommit{.commit = wanted, .remark = "base: " + short_name(wanted) + ", " + revision + " itself: " + why};
  };
  if (head.empty()) return itself("there is no commit yet to have an ancestor in common");
  const auto common = checkout.git.run({"merge-base", wanted, head});
  if (common.ok() && !common.line().empty()) {
    const std::string base = common.line().substr(0, common.line().find('\n'));
    if (base == wanted) return BaseCommit{.commit = base, .remark = "base: " + short_name(base) + ", " + revision};
    return BaseCommit{.commit = base, .remark = "base: " + short_name(base) + ", the merge base of " + revision + " and HEAD"};
  }
  if (!checkout.shallow) return itself("it has no ancestor in common with HEAD");
  return itself("this shallow clone has no ancestor that it has in common with HEAD; for that: git fetch --unshallow" +
                std::string(kWholeHistory));
}

}  // namespace unknot
