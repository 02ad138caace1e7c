// The folders of an installed GCC.
#include "analyzer/project/gcc_layout.h"

#include <algorithm>
#include <utility>

#include "analyzer/project/launchers.h"
#include "analyzer/project/toolchain.h"

namespace unknot {
namespace {

std::vector<int> numbers_of(const std::string& version) {
  std::vector<int> out;
  int number = 0;
  for (const char c : version + ".") {
    if (c >= '0' && c <= '9') number = std::min(number * 10 + (c - '0'), 100'000);
    else out.push_back(std::exchange(number, 0));
  }
  return out;
}

class Finder {
 public:
  explicit Finder(const SourceTree& tree) : tree_(tree) {}

  GccLayout run(const std::string& compiler, const std::string& sysroot, Language language) {
    const std::string program = compiler.find('/') == std::string::npos ? "/usr/bin/" + compiler : compiler;
    const std::string name = compiler_name(program);
    const std::string target = name.substr(0, name.rfind('-'));
    const std::string bin = program.substr(0, program.rfind('/'));
    const std::string prefix = bin.substr(0, bin.rfind('/'));
    if (!tree_.type(program)) {
      out_.looked.push_back(program);
      return std::move(out_);
    }
    for (const char* library : {"/lib/gcc/", "/lib/gcc-cross/", "/lib64/gcc/", "/libexec/gcc/"}) {
      const std::string versions = prefix + library + target;
      const std::string version = newest(versions);
      if (version.empty()) continue;
      if (language == Language::cpp) add_cpp(prefix, target, version, sysroot);
      add(versions + "/" + version + "/include");
      add(versions + "/" + version + "/include-fixed");
      add_library(prefix, target, sysroot);
      break;
    }
    return std::move(out_);
  }

 private:
  std::string newest(const std::string& folder) {
    out_.looked.push_back(folder);
    std::string best;
    if (const auto listing = tree_.list(folder))
      for (const auto& entry : listing->entries)
        if (entry.type != EntryType::file && !entry.name.empty() && entry.name[0] >= '0' && entry.name[0] <= '9' &&
            (best.empty() || numbers_of(entry.name) > numbers_of(best)))
          best = entry.name;
    return best;
  }

  bool add(const std::string& folder) {
    out_.looked.push_back(folder);
    const auto type = tree_.type(folder);
    if (!type || *type != EntryType::folder) return false;
    out_.folders.push_back(folder);
    return true;
  }

  void add_cpp(const std::string& prefix, const std::string& target, const std::string& version, const std::string& sysroot) {
    std::vector<std::string> places;
    if (!sysroot.empty()) places.push_back(sysroot + "/usr/include/c++/");
    for (const auto* above : {"/", "/lib/"}) places.push_back(prefix + above + target + "/include/c++/");
    places.push_back(prefix + "/include/c++/");
    for (const auto& place : places) {
      const std::string folder = place + version;
      if (!add(folder)) continue;
      add(folder + "/" + target);
      add(folder + "/backward");
      return;
    }
  }

  void add_library(const std::string& prefix, const std::string& target, const std::string& sysroot) {
    if (!sysroot.empty()) {
      if (!add(sysroot + "/usr/include")) add(sysroot + "/include");
      return;
    }
    add(prefix + "/" + target + "/sys-include");
    if (!add(prefix + "/" + target + "/include")) add(prefix + "/lib/" + target + "/include");
    for (const char* inside : {"/libc", "/sysroot", "/sys-root"})
      if (add(prefix + "/" + target + inside + "/usr/include")) break;
  }

  const SourceTree& tree_;
  GccLayout out_;
};

}  // namespace

GccLayout find_gcc_layout(const SourceTree& tree, const std::string& compiler, const std::string& sysroot, Language language) {
  return Finder(tree).run(compiler, sysroot, language);
}

}  // namespace unknot
