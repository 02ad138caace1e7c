// Compilers that take GCC's options and add something of their own: cross compilers, Apple's, HIP, Emscripten, QNX, Intel.
#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/project/launchers.h"
#include "analyzer/project/toolchain.h"

namespace unknot {
namespace {

bool has_word(std::span<const std::string> words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }
bool has_prefix(std::span<const std::string> words, std::string_view prefix) {
  return std::ranges::any_of(words, [&](const std::string& word) { return word.starts_with(prefix); });
}
std::string value_of(std::span<const std::string> words, std::string_view option) {
  const auto found = std::ranges::find(words, option);
  return found == words.end() || found + 1 == words.end() ? std::string() : *(found + 1);
}

/// The folder two levels above a program: where its toolchain is installed. Empty for a bare name.
std::string prefix_of(const std::string& program) {
  const auto name = program.rfind('/');
  if (name == std::string::npos || name == 0) return {};
  const auto bin = program.rfind('/', name - 1);
  return bin == std::string::npos ? std::string() : program.substr(0, bin);
}

class Translator {
 public:
  explicit Translator(std::span<const std::string> words)
      : words_(words), name_(compiler_name(words[0])), kind_(name_.substr(name_.rfind('-') + 1)) {}

  Translation run() {
    out_.words.assign(words_.begin(), words_.end());
    has_target_ = has_prefix(words_, "--target=") || has_word(words_, "-target") || has_word(words_, "--target");
    if (kind_ == "qcc" || kind_ == "QCC" || kind_ == "q++") take_qnx();
    if (kind_ == "emcc" || kind_ == "em++") take_emscripten();
    take_offloading();
    take_intel();
    take_apple();
    take_zig();
    take_barrier();
    if (!has_target_)
      if (const std::string target = target_of_name(words_[0]); !target.empty()) add("--target=" + target);
    return std::move(out_);
  }

 private:
  void add(std::string word) { out_.words.push_back(std::move(word)); }
  template <class Unwanted>
  void drop(Unwanted unwanted) {
    std::erase_if(out_.words, unwanted);
  }

  /// qcc -Vgcc_ntoaarch64le: the target stands in -V. Clang has no target of that system; Linux on the same processor is the
  /// nearest, without its names and its folders.
  void take_qnx() {
    std::string variant;
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < out_.words.size(); ++i) {
      const std::string& word = out_.words[i];
      if (word.starts_with("-V")) {
        variant = word.size() > 2 ? word.substr(2) : i + 1 < out_.words.size() ? out_.words[++i] : "";
      } else if (word.starts_with("-Wc,")) {
        std::string_view list = std::string_view(word).substr(4);
        while (!list.empty()) {
          const auto end = std::min(list.find(','), list.size());
          kept.emplace_back(list.substr(0, end));
          list.remove_prefix(std::min(end + 1, list.size()));
        }
      } else if (word == "-lang-c++") {
        kept.insert(kept.end(), {"-x", "c++"});
      } else {
        kept.push_back(word);
      }
    }
    out_.words = std::move(kept);
    out_.words[0] = kind_ == "q++" || kind_ == "QCC" ? "clang++" : "clang";
    const auto holds = [&](std::string_view part) { return variant.find(part) != std::string::npos; };
    const char* processor = holds("aarch64")                 ? "aarch64"
                            : holds("armv7") || holds("arm") ? "armv7"
                            : holds("x86_64")                ? "x86_64"
                                                             : "i686";
    add(std::string("--target=") + processor + "-unknown-linux-gnu");
    has_target_ = true;
    for (const char* word : {"-nostdlibinc", "-nostdinc++", "-U__linux__", "-U__linux", "-Ulinux", "-U__gnu_linux__",
                             "-D__QNX__=1", "-D__QNXNTO__=1", "-U__clang__"})
      add(word);
  }

  void take_emscripten() {
    add("--target=wasm32-unknown-emscripten");
    has_target_ = true;
    // -s NAME=VALUE and -sNAME=VALUE set something for the linker.
    const auto is_setting = [](const std::string& word) {
      return word.size() > 2 && word.starts_with("-s") && word[2] >= 'A' && word[2] <= 'Z';
    };
    drop([&](const std::string& word) { return word == "-s" || is_setting(word); });
    if (has_prefix(words_, "--sysroot")) return;
    // The headers are in a cache beside the compiler; without its place there are none.
    const auto slash = words_[0].rfind('/');
    if (slash == std::string::npos) return add("-nostdlibinc");
    const std::string sysroot = words_[0].substr(0, slash) + "/cache/sysroot";
    add("--sysroot=" + sysroot);
    for (const char* below : {"/include/fakesdl", "/include/compat"}) add("-isystem"), add(sysroot + below);
  }

  /// One pass for the host and one for each device read the same files. The host's is followed; the toolkits' own wrappers
  /// are not there.
  void take_offloading() {
    const std::string language = value_of(words_, "-x");
    const bool is_hipcc = kind_ == "hipcc";
    const bool is_hip = is_hipcc || language == "hip" || has_word(words_, "-xhip");
    const bool is_cuda = language == "cuda" || has_word(words_, "-xcuda") || has_prefix(words_, "--cuda-gpu-arch");
    if ((!is_hip && !is_cuda) || has_word(words_, "--cuda-host-only")) return;
    drop([](const std::string& word) {
      return word.starts_with("--offload-arch=") || word.starts_with("--amdgpu-target=") || word == "--hip-link" ||
             word.starts_with("--cuda-gpu-arch=") || word.starts_with("--offload=") || word == "-fgpu-rdc";
    });
    for (const char* word : {"--cuda-host-only", "-nogpulib", "-nogpuinc"}) add(word);
    if (!is_hipcc) return;
    out_.words[0] = "clang++";
    if (language.empty()) add("-x"), add("hip");
    add("-D__HIP_PLATFORM_AMD__=1");
    if (const std::string rocm = prefix_of(words_[0]); !rocm.empty()) add("-isystem"), add(rocm + "/include");
  }

  void take_intel() {
    if (kind_ != "icc" && kind_ != "icpc" && kind_ != "icx" && kind_ != "icpx" && kind_ != "dpcpp") return;
    const bool is_llvm = kind_.find('x') != std::string::npos || kind_ == "dpcpp";
    add(is_llvm ? "-D__INTEL_LLVM_COMPILER=20240000" : "-D__INTEL_COMPILER=2021");
    for (auto& word : out_.words) {
      if (word == "-qopenmp" || word == "-fiopenmp") word = "-fopenmp";
    }
    if (has_word(words_, "-fsycl") || kind_ == "dpcpp") {
      drop([](const std::string& word) { return word.starts_with("-fsycl"); });
      add("-DSYCL_LANGUAGE_VERSION=202001L");
    }
    drop([](const std::string& word) {
      return word.starts_with("-xHost") || word.starts_with("-xCORE") || word.starts_with("-ax") || word.starts_with("-qopt") ||
             word.starts_with("-fp-model") || word.starts_with("-qmkl");
    });
  }

  /// A command of a Mac names an architecture and an SDK; the target is what its clang is built for.
  void take_apple() {
    if (has_target_ && !has_word(words_, "-arch")) return;
    const bool has_sdk = value_of(words_, "-isysroot").ends_with(".sdk");
    const std::string architecture = value_of(words_, "-arch");
    if ((!has_sdk && architecture.empty()) || has_target_) return;
    add("--target=" + (architecture.empty() ? "arm64" : architecture) + "-apple-macosx");
    has_target_ = true;
    // With several of them Clang's driver makes several jobs; each reads the same files, but for what it asks of its processor.
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < out_.words.size(); ++i) {
      if (out_.words[i] == "-arch") ++i;
      else kept.push_back(out_.words[i]);
    }
    out_.words = std::move(kept);
  }

  /// zig c++ -target x86_64-linux-gnu.2.17: the version of the C library is not Clang's to know.
  void take_zig() {
    for (std::size_t i = 0; i + 1 < out_.words.size(); ++i) {
      if (out_.words[i] != "-target") continue;
      std::string& target = out_.words[i + 1];
      if (const auto dot = target.find("gnu."); dot != std::string::npos) target.erase(dot + 3);
      if (target.ends_with("-macos")) target += "x";
    }
  }

  /// GCC's -I-: folders before it are for quoted includes only. (It also turns off the includer's own folder; Clang has
  /// nothing like that, and the note says so.)
  void take_barrier() {
    const auto barrier = std::ranges::find(out_.words, "-I-");
    if (barrier == out_.words.end()) return;
    for (auto word = out_.words.begin(); word != barrier; ++word)
      if (word->starts_with("-I")) word->replace(0, 2, "-iquote");
    out_.dropped.emplace_back("-I-");
    out_.words.erase(barrier);
  }

  std::span<const std::string> words_;
  std::string name_;
  std::string kind_;
  Translation out_;
  bool has_target_ = false;
};

}  // namespace

Translation translate_gnu(std::span<const std::string> words) { return Translator(words).run(); }

}  // namespace unknot
