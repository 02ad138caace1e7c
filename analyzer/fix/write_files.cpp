// journal -> new texts beside -> old files kept under a second name -> renamed over -> journal gone.
#include "analyzer/fix/write_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>
#include <string_view>
#include <vector>

#include "analyzer/project/path_text.h"
#include "xxhash.h"

namespace unknot {
namespace {

constexpr std::string_view kJournal = ".unknot-fix.journal";
constexpr std::string_view kHead = "unknot fix 1\n";

std::string beside(const std::string& path, std::string_view end) {
  return folder_part(path) + "/." + std::string(name_part(path)) + std::string(end);
}
std::string fresh_name(const std::string& path) { return beside(path, ".unknot-new"); }
std::string kept_name(const std::string& path) { return beside(path, ".unknot-old"); }

std::string reason() { return std::strerror(errno); }
std::string hash_of(std::string_view text) {
  std::array<char, 17> out{};
  std::snprintf(out.data(), out.size(), "%016llx", static_cast<unsigned long long>(XXH3_64bits(text.data(), text.size())));
  return out.data();
}

/// False with errno.
bool read_all(const std::string& path, std::string& out) {
  out.clear();
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, 1 << 16> chunk{};
  ssize_t got = 0;
  while ((got = ::read(file, chunk.data(), chunk.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    out.append(chunk.data(), static_cast<std::size_t>(got));
  }
  ::close(file);
  return got == 0;
}
bool write_new(const std::string& path, std::string_view text, mode_t mode) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return false;
  bool ok = true;
  while (ok && !text.empty()) {
    const ssize_t wrote = ::write(file, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    ok = wrote > 0;
    if (ok) text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  ok = ok && ::fchmod(file, mode) == 0 && ::fsync(file) == 0;
  const int said = errno;
  ok = ::close(file) == 0 && ok;
  if (!ok) ::unlink(path.c_str()), errno = said;
  return ok;
}
void sync_folder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

class Writer {
 public:
  Writer(std::string root, const std::map<std::string, std::pair<std::string, std::string>>& texts, const WriteStep& step)
      : root_(std::move(root)), texts_(texts), step_(step), journal_(root_ + "/" + std::string(kJournal)) {}

  std::expected<void, std::string> run() {
    std::string journal(kHead);
    for (const auto& [file, text] : texts_) {
      if (file.find('\n') != std::string::npos) return std::unexpected("a name with a line end in it is not written: " + file);
      journal += hash_of(text.second) + " " + file + "\n";
    }
    if (!may("journal") || !write_new(journal_, journal, 0600)) return std::unexpected(journal_ + ": " + reason());
    sync_folder(root_);
    for (const auto& [file, text] : texts_)
      if (auto wrong = prepare(file, text.first, text.second); !wrong.empty()) return fail(wrong);
    for (const auto& [file, text] : texts_) {
      const std::string path = root_ + "/" + file;
      if (!may("put " + file) || ::rename(fresh_name(path).c_str(), path.c_str()) != 0) return fail(file + ": " + reason());
    }
    for (const auto& [file, text] : texts_) sync_folder(folder_part(root_ + "/" + file));
    if (!may("done") || ::unlink(journal_.c_str()) != 0) return fail(journal_ + ": " + reason());
    sync_folder(root_);
    for (const auto& [file, text] : texts_) ::unlink(kept_name(root_ + "/" + file).c_str());
    return {};
  }

 private:
  bool may(const std::string& step) const {
    errno = ECANCELED;
    return !step_ || step_(step);
  }
  std::string prepare(const std::string& file, const std::string& before, const std::string& after) const {
    const std::string path = root_ + "/" + file;
    struct stat info {};
    std::string now;
    if (::lstat(path.c_str(), &info) != 0 || !read_all(path, now)) return file + ": " + reason();
    if (!S_ISREG(info.st_mode)) return file + ": is not a regular file";
    if (now != before) return file + ": was changed by somebody else in the meantime";
    if (::access(path.c_str(), W_OK) != 0) return file + ": " + reason();
    ::unlink(fresh_name(path).c_str()), ::unlink(kept_name(path).c_str());
    if (!may("new " + file) || !write_new(fresh_name(path), after, info.st_mode & 07777)) return file + ": " + reason();
    if (::geteuid() == 0 && ::chown(fresh_name(path).c_str(), info.st_uid, info.st_gid) != 0) return file + ": " + reason();
    // A second name for the old text; where a file system has none, a copy.
    if (!may("keep " + file)) return file + ": " + reason();
    if (::link(path.c_str(), kept_name(path).c_str()) != 0 && !write_new(kept_name(path), before, info.st_mode & 07777))
      return file + ": " + reason();
    return {};
  }
  std::expected<void, std::string> fail(const std::string& why) const {
    const auto restored = restore_files(root_);
    return std::unexpected(why + (restored ? "; nothing was changed" : "; " + restored.error()));
  }

  std::string root_;
  const std::map<std::string, std::pair<std::string, std::string>>& texts_;
  const WriteStep& step_;
  std::string journal_;
};

}  // namespace

std::expected<void, std::string> write_files(const std::string& root,
                                             const std::map<std::string, std::pair<std::string, std::string>>& texts,
                                             const WriteStep& step) {
  if (texts.empty()) return {};
  return Writer(root, texts, step).run();
}

std::expected<std::size_t, std::string> restore_files(const std::string& root) {
  const std::string journal_path = root + "/" + std::string(kJournal);
  std::string journal;
  if (!read_all(journal_path, journal)) {
    if (errno == ENOENT) return 0;
    return std::unexpected(journal_path + ": " + reason());
  }
  std::size_t restored = 0;
  std::string_view rest = journal;
  if (rest.starts_with(kHead)) rest.remove_prefix(kHead.size());
  else rest = {};  // not written to its end: nothing has begun
  std::set<std::string> folders{root};
  while (true) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos || end < 18) break;
    const std::string hash(rest.substr(0, 16)), path = root + "/" + std::string(rest.substr(17, end - 17));
    rest.remove_prefix(end + 1);
    std::string now;
    ::unlink(fresh_name(path).c_str());
    folders.insert(folder_part(path));
    if (::access(kept_name(path).c_str(), F_OK) != 0) continue;
    const bool readable = read_all(path, now);
    if (!readable && errno != ENOENT) return std::unexpected(path + ": " + reason());
    // Only what we put there gives way; what a person wrote since stays.
    if (!readable || hash_of(now) == hash) {
      if (::rename(kept_name(path).c_str(), path.c_str()) != 0)
        return std::unexpected(path + ": its old text is in " + kept_name(path) + ", and cannot be put back: " + reason());
      ++restored;
    }
    ::unlink(kept_name(path).c_str());  // two names of one file are not renamed over each other
  }
  for (const auto& folder : folders) sync_folder(folder);
  if (::unlink(journal_path.c_str()) != 0) return std::unexpected(journal_path + ": " + reason());
  return restored;
}

}  // namespace unknot
