// nvcc: its own spelling of include options, options for the host compiler inside others, and CUDA's predefined macros.
// Source: docs.nvidia.com/cuda/cuda-compiler-driver-nvcc (Command Option Description)
#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/project/toolchain.h"
#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

enum class Meaning : std::uint8_t { nothing, folder, system_folder, define, undefine, forced, standard, language, host, macro };

struct NvccOption {
  std::string_view long_name;  ///< with its dashes
  std::string_view short_name;
  bool has_value = false;
  Meaning meaning = Meaning::nothing;
  std::string_view macro{};  ///< that it defines
};

// clang-format off
constexpr auto kOptions = std::to_array<NvccOption>({
    {"--include-path", "-I", true, Meaning::folder}, {"--system-include", "-isystem", true, Meaning::system_folder},
    {"--define-macro", "-D", true, Meaning::define}, {"--undefine-macro", "-U", true, Meaning::undefine},
    {"--pre-include", "-include", true, Meaning::forced}, {"--std", "-std", true, Meaning::standard}, {"--x", "-x", true, Meaning::language},
    {"--compiler-options", "-Xcompiler", true, Meaning::host},
    {"--extended-lambda", "-extended-lambda", false, Meaning::macro, "__CUDACC_EXTENDED_LAMBDA__=1"}, {"--expt-extended-lambda", "-expt-extended-lambda", false, Meaning::macro, "__CUDACC_EXTENDED_LAMBDA__=1"},
    {"--expt-relaxed-constexpr", "-expt-relaxed-constexpr", false, Meaning::macro, "__CUDACC_RELAXED_CONSTEXPR__=1"},
    {"--relocatable-device-code", "-rdc", true}, {"--device-c", "-dc", false, Meaning::macro, "__CUDACC_RDC__=1"}, {"--device-debug", "-G", false, Meaning::macro, "__CUDACC_DEBUG__=1"},
    // Options with a value that decides nothing here.
    {"--generate-code", "-gencode", true}, {"--gpu-architecture", "-arch", true}, {"--gpu-code", "-code", true}, {"--compiler-bindir", "-ccbin", true},
    {"--output-file", "-o", true}, {"--output-directory", "-odir", true}, {"--library", "-l", true}, {"--library-path", "-L", true}, {"--linker-options", "-Xlinker", true},
    {"--archive-options", "-Xarchive", true}, {"--ptxas-options", "-Xptxas", true}, {"--nvlink-options", "-Xnvlink", true}, {"--cudafe-options", "-Xcudafe", true},
    {"--machine", "-m", true}, {"--maxrregcount", "-maxrregcount", true}, {"--threads", "-t", true}, {"--split-compile", "-split-compile", true}, {"--optimize", "-O", true},
    {"--dependency-output", "-MF", true}, {"--dependency-target-name", "-MT", true}, {"--dependency-drive-prefix", "-ddp", true}, {"--cudart", "-cudart", true},
    {"--cudadevrt", "-cudadevrt", true}, {"--ftz", "-ftz", true}, {"--prec-div", "-prec-div", true}, {"--prec-sqrt", "-prec-sqrt", true}, {"--fmad", "-fmad", true},
    {"--entries", "-e", true}, {"--keep-dir", "-keep-dir", true}, {"--input-drive-prefix", "-idp", true}, {"--diag-error", "-diag-error", true}, {"--diag-suppress", "-diag-suppress", true},
    {"--diag-warn", "-diag-warn", true}, {"--Werror", "-Werror", true}, {"--target-directory", "-target-dir", true}, {"--default-stream", "-default-stream", true},
    {"--libdevice-directory", "-ldir", true}, {"--nvlink-options", "-Xnvlink", true}, {"--time", "-time", true}, {"--run-args", "-run-args", true}, {"--brief-diagnostics", "-brief-diag", true},
});
constexpr auto kPlain = std::to_array<std::string_view>(
    {"--compile", "-c", "--cuda", "--cubin", "-cubin", "--ptx", "-ptx", "--fatbin", "-fatbin", "--preprocess", "-E", "-M", "-MM", "-MD", "-MMD", "-MP", "-G", "-g", "--debug", "-lineinfo", "--generate-line-info",
     "-dw", "-dlink", "-link", "-lib", "-run", "-w", "-v", "--verbose", "-keep", "-m32", "-m64", "--use_fast_math", "-use_fast_math", "--profile", "-pg", "-forward-unknown-to-host-compiler",
     "--forward-unknown-to-host-compiler", "-forward-unknown-to-host-linker", "--forward-unknown-to-host-linker", "-Wno-deprecated-gpu-targets", "-Wreorder", "-Wdefault-stream-launch", "-Wext-lambda-captures-this", "--disable-warnings",
     "--resource-usage", "-res-usage", "--source-in-ptx", "-src-in-ptx", "--restrict", "-restrict", "-dlto", "-lto", "-noprof", "--no-compress", "-no-compress", "-shared", "--shared", "--compress-all", "--dryrun"});
// clang-format on

struct Found {
  const NvccOption* option = nullptr;
  std::string_view value;
  bool value_is_next = false;
};

/// nvcc takes "-I dir", "-Idir" and "-I=dir" alike; long names only the first and the last.
Found find(std::string_view word) {
  Found best;
  std::size_t length = 0;
  for (const auto& option : kOptions)
    for (const std::string_view name : {option.long_name, option.short_name}) {
      if (name.size() <= length || !word.starts_with(name)) continue;
      const auto behind = word.substr(name.size());
      const bool glued = name.size() == 2 || name == "-isystem" || name == "-arch" || name == "-include";
      if (!behind.empty() && (!option.has_value || (behind[0] != '=' && !glued))) continue;
      best = {&option, behind.starts_with('=') ? behind.substr(1) : behind, option.has_value && behind.empty()};
      length = name.size();
    }
  return best;
}

std::vector<std::string> split_at_commas(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    out.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

class Translator {
 public:
  explicit Translator(std::span<const std::string> words) : words_(words) {}

  Translation run() {
    out_.words.emplace_back("clang++");
    for (at_ = 1; at_ < words_.size(); ++at_) take(words_[at_]);
    // What the host compiler is asked with the host's flags: nvcc hands it C++ with these macros.
    auto& words = out_.words;
    for (auto& flag : host_) words.push_back(std::move(flag));
    words.insert(words.end(), {"-x", reads_c_ && !is_cuda_ ? "c" : "c++", "-D__NVCC__=1"});
    if (is_cuda_) words.emplace_back("-D__CUDACC__=1");
    add_toolkit();
    return std::move(out_);
  }

 private:
  void take(const std::string& word) {
    if (word.size() < 2 || word[0] != '-') {
      is_cuda_ |= word.ends_with(".cu");
      reads_c_ |= word.ends_with(".c");
      return;
    }
    if (std::ranges::find(kPlain, std::string_view(word)) != kPlain.end()) return;
    const Found found = find(word);
    if (found.option == nullptr) {
      forward(word);
      return;
    }
    std::string value(found.value);
    if (found.value_is_next && at_ + 1 < words_.size()) value = words_[++at_];
    apply(*found.option, value);
  }

  /// -forward-unknown-to-host-compiler: CMake sets it always. -W... and -O... decide nothing.
  void forward(const std::string& word) {
    if (word.starts_with("-O") || word.starts_with("-W")) return;
    if (std::ranges::find(words_, "-forward-unknown-to-host-compiler") != words_.end() || word.starts_with("-f") ||
        word.starts_with("-std"))
      host_.push_back(word);
    else out_.dropped.push_back(word);
  }

  void apply(const NvccOption& option, const std::string& value) {
    const auto add = [&](const char* flag, bool is_path) {
      for (const auto& item : is_path ? split_at_commas(value) : std::vector{value}) {
        out_.words.emplace_back(flag);
        out_.words.push_back(is_path && is_windows_path(item) ? posix_path(item) : item);
      }
    };
    switch (option.meaning) {
      case Meaning::nothing:
        return;
      case Meaning::folder:
        return add("-I", true);
      case Meaning::system_folder:
        return add("-isystem", true);
      case Meaning::define:
        return add("-D", false);
      case Meaning::undefine:
        return add("-U", false);
      case Meaning::forced:
        return add("-include", true);
      case Meaning::standard:
        out_.words.push_back("-std=" + value);
        return;
      case Meaning::language:
        is_cuda_ = value == "cu";
        return;
      case Meaning::host:
        for (auto& flag : split_at_commas(value)) host_.push_back(std::move(flag));
        return;
      case Meaning::macro:
        out_.words.push_back("-D" + std::string(option.macro));
        return;
    }
  }

  /// The toolkit's headers, beside the compiler: bin/nvcc, include/ and targets/<platform>/include/.
  void add_toolkit() {
    const std::string path = posix_path(words_[0]);
    const auto program = path.rfind('/');
    const auto bin = program == std::string::npos || program == 0 ? program : path.rfind('/', program - 1);
    if (bin == std::string::npos) return;
    const std::string toolkit = path.substr(0, bin);
    for (const char* below : {"/targets/x86_64-linux/include", "/include"}) {
      out_.words.emplace_back("-isystem");
      out_.words.push_back(toolkit + below);
    }
  }

  std::span<const std::string> words_;
  Translation out_;
  std::size_t at_ = 0;
  bool is_cuda_ = false;
  bool reads_c_ = false;
  std::vector<std::string> host_;
};

}  // namespace

Translation translate_nvcc(std::span<const std::string> words) { return Translator(words).run(); }

}  // namespace unknot
