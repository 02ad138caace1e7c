// cl.exe and clang-cl: options with '/' or '-', Windows paths, and what Visual C++ defines by itself.
// Sources: learn.microsoft.com/cpp/build/reference/compiler-options, clang.llvm.org/docs/UsersManual.html (clang-cl)
#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/project/launchers.h"
#include "analyzer/project/toolchain.h"
#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

enum class Form : std::uint8_t { alone, joined, separate, either };
enum class Meaning : std::uint8_t {
  nothing,
  folder,  ///< a search folder
  system_folder,
  path_option,  ///< one of Clang's, with a path
  define,
  undefine,
  forced,  ///< a file that comes first
  standard,
  all_c,
  all_cpp,
  plain,   ///< stands for other words
  rest,    ///< everything behind it is for the linker
  passed,  ///< its value is an option of Clang
};

struct ClOption {
  std::string_view name;  ///< without '/' or '-'
  Form form = Form::alone;
  Meaning meaning = Meaning::nothing;
  std::string_view words{};  ///< what it stands for, separated by spaces
};

// clang-format off
constexpr auto kOptions = std::to_array<ClOption>({
    {"I", Form::either, Meaning::folder}, {"external:I", Form::either, Meaning::system_folder}, {"imsvc", Form::either, Meaning::system_folder},
    {"external:", Form::joined}, {"X", Form::alone, Meaning::plain, "-nostdinc"},
    {"D", Form::either, Meaning::define}, {"U", Form::either, Meaning::undefine}, {"u", Form::alone, Meaning::plain, "-undef"},
    {"FI", Form::either, Meaning::forced}, {"std:", Form::joined, Meaning::standard},
    {"TC", Form::alone, Meaning::all_c}, {"TP", Form::alone, Meaning::all_cpp}, {"Tc", Form::either, Meaning::all_c}, {"Tp", Form::either, Meaning::all_cpp},
    {"link", Form::alone, Meaning::rest}, {"-", Form::alone, Meaning::rest},
    {"clang:", Form::joined, Meaning::passed},
    // What they define: learn.microsoft.com/cpp/preprocessor/predefined-macros
    {"MD", Form::alone, Meaning::plain, "-D_MT -D_DLL"}, {"MDd", Form::alone, Meaning::plain, "-D_MT -D_DLL -D_DEBUG"},
    {"MT", Form::alone, Meaning::plain, "-D_MT"}, {"MTd", Form::alone, Meaning::plain, "-D_MT -D_DEBUG"}, {"LDd", Form::alone, Meaning::plain, "-D_MT -D_DEBUG"},
    {"LD", Form::alone, Meaning::plain, "-D_MT"}, {"J", Form::alone, Meaning::plain, "-funsigned-char -D_CHAR_UNSIGNED"},
    {"GR-", Form::alone, Meaning::plain, "-fno-rtti"}, {"EHsc", Form::alone, Meaning::plain, "-fcxx-exceptions -fexceptions"}, {"EHa", Form::alone, Meaning::plain, "-fcxx-exceptions -fexceptions"},
    {"EHs", Form::alone, Meaning::plain, "-fcxx-exceptions -fexceptions"},
    {"openmp", Form::joined, Meaning::plain, "-fopenmp"}, {"Zc:wchar_t-", Form::alone, Meaning::plain, "-U_NATIVE_WCHAR_T_DEFINED -U_WCHAR_T_DEFINED"},
    {"Zc:preprocessor", Form::alone, Meaning::plain, "-U_MSVC_TRADITIONAL -D_MSVC_TRADITIONAL=0"}, {"experimental:preprocessor", Form::alone, Meaning::plain, "-U_MSVC_TRADITIONAL -D_MSVC_TRADITIONAL=0"},
    {"Za", Form::alone, Meaning::plain, "-D__STDC__=1"}, {"kernel", Form::alone, Meaning::plain, "-D_KERNEL_MODE"},
    {"await", Form::joined, Meaning::plain, "-D_RESUMABLE_FUNCTIONS_SUPPORTED"}, {"fp:fast", Form::alone, Meaning::plain, "-D_M_FP_FAST"},
    {"arch:AVX", Form::alone, Meaning::plain, "-mavx"}, {"arch:AVX2", Form::alone, Meaning::plain, "-mavx2"}, {"arch:AVX512", Form::alone, Meaning::plain, "-mavx512f -mavx512cd -mavx512bw -mavx512dq -mavx512vl"},
    {"arch:", Form::joined}, {"clr", Form::joined, Meaning::plain, "-D_MANAGED=1 -D__cplusplus_cli=200406L"}, {"ZW", Form::joined, Meaning::plain, "-D__cplusplus_winrt=201009L"},
    // Where Windows' own headers are; Clang's driver knows what to make of it.
    {"winsysroot", Form::either, Meaning::path_option, "-Xmicrosoft-windows-sys-root"}, {"vctoolsdir", Form::either, Meaning::path_option, "-Xmicrosoft-visualc-tools-root"},
    {"winsdkdir", Form::either, Meaning::path_option, "-Xmicrosoft-windows-sdk-root"}, {"vctoolsversion", Form::either}, {"winsdkversion", Form::either}, {"diasdkdir", Form::either},
    // Options with a value that decides nothing here: it must not be taken for an input.
    {"o", Form::either}, {"sourceDependencies", Form::separate}, {"sourceDependencies:directives", Form::separate}, {"scanDependencies", Form::separate},
    {"reference", Form::either}, {"headerUnit", Form::either}, {"headerUnit:quote", Form::either}, {"headerUnit:angle", Form::either}, {"headerName:quote", Form::alone},
    {"headerName:angle", Form::alone}, {"ifcOutput", Form::separate}, {"ifcSearchDir", Form::separate}, {"ifcMap", Form::separate}, {"stdIfcDir", Form::separate},
    {"exportHeader", Form::alone}, {"translateInclude", Form::alone}, {"interface", Form::alone}, {"internalPartition", Form::alone},
    {"analyze:log", Form::separate}, {"analyze:plugin", Form::separate}, {"AI", Form::either}, {"FU", Form::either}, {"Fx", Form::alone},
    {"isystem", Form::either, Meaning::system_folder},
    // Warnings, code generation, outputs, precompiled headers (their sources are included as written).
    {"W", Form::joined}, {"w", Form::joined}, {"O", Form::joined}, {"Q", Form::joined}, {"G", Form::joined}, {"Z", Form::joined}, {"F", Form::joined}, {"Y", Form::joined},
    {"E", Form::joined}, {"P", Form::alone}, {"C", Form::alone}, {"c", Form::alone}, {"H", Form::joined}, {"V", Form::joined}, {"nologo", Form::alone}, {"showIncludes", Form::joined}, {"MP", Form::joined},
    {"bigobj", Form::alone}, {"utf-8", Form::alone}, {"source-charset:", Form::joined}, {"execution-charset:", Form::joined}, {"validate-charset", Form::joined},
    {"permissive", Form::joined}, {"diagnostics:", Form::joined}, {"errorReport:", Form::joined}, {"fp:", Form::joined}, {"sdl", Form::joined}, {"analyze", Form::joined},
    {"RTC", Form::joined}, {"guard:", Form::joined}, {"d1", Form::joined}, {"d2", Form::joined}, {"JMC", Form::joined}, {"favor:", Form::joined}, {"fsanitize", Form::joined},
    {"homeparams", Form::alone}, {"hotpatch", Form::alone}, {"constexpr:", Form::joined}, {"cgthreads", Form::joined}, {"experimental:", Form::joined}, {"options:", Form::joined},
    {"volatile", Form::joined}, {"vd", Form::joined}, {"vm", Form::joined}, {"doc", Form::joined}, {"Bt", Form::joined}, {"Bv", Form::alone}, {"BE", Form::alone}, {"help", Form::alone},
    {"feature-", Form::joined}, {"dynamicdeopt", Form::joined}, {"jumptablerdata", Form::alone}, {"forceInterlockedFunctions", Form::joined}, {"Brepro", Form::joined}, {"nothrow", Form::alone},
    {"showFilenames", Form::joined}, {"Ge", Form::alone}, {"allocators", Form::joined}, {"callcap", Form::joined}, {"cgsumm", Form::joined}, {"presetPadding", Form::alone}, {"noimplib", Form::alone},
    {"driver-mode=cl", Form::alone}, {"-driver-mode=cl", Form::alone}, {"-driver-mode=", Form::joined}, {"-rsp-quoting=", Form::joined},
});
// clang-format on

/// The longest name that fits; nullptr where none does.
const ClOption* find(std::string_view name) {
  const ClOption* best = nullptr;
  for (const auto& option : kOptions) {
    const bool fits =
        option.form == Form::alone || option.form == Form::separate ? name == option.name : name.starts_with(option.name);
    if (fits && (best == nullptr || option.name.size() > best->name.size())) best = &option;
  }
  return best;
}

/// Words that begin with '-' and are Clang's own, which clang-cl takes as well.
bool is_of_clang(std::string_view word) {
  constexpr auto kBegins = std::to_array<std::string_view>(
      {"-f",       "-m",      "-W", "-target", "--target", "-X", "-ivfsoverlay",  "-resource-dir", "-std=",     "-nostd",
       "-include", "-iquote", "-g", "-v",      "--config", "-R", "-no-canonical", "-isysroot",     "--sysroot", "-no-"});
  return std::ranges::any_of(kBegins, [&](std::string_view begin) { return word.starts_with(begin); });
}
bool takes_next(std::string_view word) {
  constexpr auto kWords = std::to_array<std::string_view>({"-Xclang", "-mllvm", "-target", "-include", "-iquote", "-ivfsoverlay",
                                                           "-resource-dir", "-isysroot", "--sysroot", "--config"});
  return std::ranges::find(kWords, word) != kWords.end();
}

void append_words(std::string_view words, std::vector<std::string>& to) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    to.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

/// What the path of cl.exe tells: ...\VC\Tools\MSVC\14.29.30133\bin\Hostx64\x64\cl.exe
struct FromPath {
  std::string architecture = "x86_64";
  std::string version;  ///< of the compiler: "19.29"
  std::string headers;  ///< the folder of the standard library
};

FromPath look_at(const std::string& compiler) {
  FromPath out;
  const std::string path = posix_path(compiler);
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  std::string folder = parts.size() > 1 ? parts[parts.size() - 2] : "";
  std::ranges::transform(folder, folder.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (folder == "x86" || folder == "amd64_x86") out.architecture = "i686";
  if (folder == "arm64") out.architecture = "aarch64";
  if (folder == "arm") out.architecture = "armv7";
  std::string up;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) up += "/";
    up += parts[i];
    // Toolset 14.NN comes with compiler 19.NN.
    if (i == 0 || parts[i - 1] != "MSVC" || !parts[i].starts_with("14.")) continue;
    out.version = "19." + parts[i].substr(3, parts[i].find('.', 3) - 3);
    out.headers = up + "/include";
  }
  return out;
}

class Translator {
 public:
  explicit Translator(std::span<const std::string> words) : words_(words), is_clang_(compiler_name(words[0]) != "cl") {}

  Translation run() {
    out_.words.emplace_back("clang");
    for (at_ = 1; at_ < words_.size() && !ended_; ++at_) take(words_[at_]);
    finish();
    return std::move(out_);
  }

 private:
  void take(const std::string& word) {
    const bool slash = word.starts_with('/');
    if (word.size() < 2 || (!slash && !word.starts_with('-'))) {
      reads_c_ |= word.ends_with(".c");
      return;
    }
    const ClOption* option = find(std::string_view(word).substr(1));
    const bool ours =
        !slash && is_of_clang(word) && (option == nullptr || option->name.size() < 2 || option->meaning == Meaning::nothing);
    if (ours) return take_of_clang(word);
    if (option == nullptr) {
      // A path below the root looks like an option.
      if (!slash || word.find('/', 1) == std::string::npos) out_.dropped.push_back(word);
      return;
    }
    std::string value = word.substr(1 + option->name.size());
    const bool wants_next = option->form == Form::separate || (option->form == Form::either && value.empty());
    if (wants_next && at_ + 1 < words_.size()) value = words_[++at_];
    apply(*option, value);
  }

  void take_of_clang(const std::string& word) {
    has_target_ |= word.starts_with("--target") || word == "-target";
    has_version_ |= word.starts_with("-fms-compatibility-version") || word.starts_with("-fmsc-version");
    has_target_ |= word == "-m32";
    if (word == "-m32") {
      from_path_.architecture = "i686";
      has_target_ = false;
      return;
    }
    if (word == "-m64") return;
    out_.words.push_back(word);
    if (takes_next(word) && at_ + 1 < words_.size()) out_.words.push_back(words_[++at_]);
  }

  void apply(const ClOption& option, const std::string& value) {
    switch (option.meaning) {
      case Meaning::nothing:
        return;
      case Meaning::folder:
        return add("-I", posix_path(value));
      case Meaning::system_folder:
        return add("-isystem", posix_path(value));
      case Meaning::path_option:
        return add(option.words, posix_path(value));
      case Meaning::define:
        return add_define(value);
      case Meaning::undefine:
        return add("-U", value);
      case Meaning::forced:
        return add("-include", posix_path(value));
      case Meaning::standard:
        standard_ = value;
        return;
      case Meaning::all_c:
        language_ = "c";
        return;
      case Meaning::all_cpp:
        language_ = "c++";
        return;
      case Meaning::plain:
        return append_words(option.words, out_.words);
      case Meaning::rest:
        ended_ = true;
        return;
      case Meaning::passed:
        out_.words.push_back(value);
        return;
    }
  }

  void add(std::string_view option, std::string value) {
    if (value.empty()) return;
    out_.words.emplace_back(option);
    out_.words.push_back(std::move(value));
  }

  /// /DNAME#VALUE is /DNAME=VALUE.
  void add_define(std::string value) {
    const auto end = value.find_first_of("=#");
    if (end != std::string::npos) value[end] = '=';
    add("-D", std::move(value));
  }

  void finish() {
    const FromPath known = look_at(words_[0]);
    if (from_path_.architecture == "x86_64") from_path_.architecture = known.architecture;
    auto& words = out_.words;
    std::vector<std::string> first;
    if (!has_target_) first.push_back("--target=" + from_path_.architecture + "-pc-windows-msvc");
    if (!has_version_ && !known.version.empty()) first.push_back("-fms-compatibility-version=" + known.version);
    words.insert(words.begin() + 1, first.begin(), first.end());
    if (!language_.empty()) add("-x", language_);
    if (standard_ == "c++latest") standard_ = "c++2c";
    if (standard_.starts_with("c++23")) standard_ = "c++23";
    if (standard_ == "clatest") standard_ = "c23";
    if (standard_.empty() && language_ != "c" && !reads_c_) standard_ = "c++14";  // cl's own default
    if (!standard_.empty()) words.push_back("-std=" + standard_);
    if (!known.headers.empty()) add("-isystem", known.headers);
    if (is_clang_) return;
    // cl.exe is not Clang, whoever preprocesses for it.
    for (const char* name :
         {"__clang__", "__clang_major__", "__clang_minor__", "__clang_patchlevel__", "__clang_version__", "__llvm__"})
      words.push_back(std::string("-U") + name);
  }

  std::span<const std::string> words_;
  bool is_clang_ = false;
  Translation out_;
  std::size_t at_ = 0;
  bool ended_ = false;
  bool has_target_ = false;
  bool has_version_ = false;
  bool reads_c_ = false;
  FromPath from_path_;
  std::string standard_;
  std::string language_;
};

}  // namespace

Translation translate_cl(std::span<const std::string> words) { return Translator(words).run(); }

}  // namespace unknot
