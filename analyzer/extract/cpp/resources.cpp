// A few places, the first that holds a stddef.h.
#include "analyzer/extract/cpp/resources.h"

#include <filesystem>

#include <dlfcn.h>

#include "clang/Basic/Version.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;

fs::path folder_of_this_program() {
  std::error_code failed;
  return fs::read_symlink("/proc/self/exe", failed).parent_path();
}

/// The folder of libclang-cpp, links followed: Debian keeps it apart from Clang's other files.
fs::path folder_of_clang() {
  Dl_info info{};
  // NOLINTNEXTLINE: an address is what dladdr asks for
  if (dladdr(reinterpret_cast<void*>(&clang::getClangFullRepositoryVersion), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code failed;
  return fs::canonical(info.dli_fname, failed).parent_path();
}

}  // namespace

const std::string& resource_folder() {
  static const std::string found = [] {
    const std::string major = CLANG_VERSION_MAJOR_STRING;
    const fs::path clang = folder_of_clang();
    for (const fs::path& candidate : {folder_of_this_program().parent_path() / "lib/clang" / major, fs::path(UNKNOT_CLANG_RESOURCE_DIR),
                                      clang / "clang" / major, clang.parent_path() / ("llvm-" + major) / "lib/clang" / major}) {
      std::error_code failed;
      if (fs::exists(candidate / "include/stddef.h", failed)) return candidate.string();
    }
    return std::string(UNKNOT_CLANG_RESOURCE_DIR);
  }();
  return found;
}

}  // namespace unknot
