// Compilers for small targets that are neither GCC nor Clang: IAR, TASKING, TI, Keil's old armcc.
// Sources: their manuals' chapters on compiler options and on how header files are searched.
#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/project/launchers.h"
#include "analyzer/project/toolchain.h"

namespace unknot {
namespace {

enum class Meaning : std::uint8_t { nothing, folder, system_folder, define, undefine, forced, cpp, c };
enum class Form : std::uint8_t { alone, joined, separate, either, either_or_equals };

struct EmbeddedOption {
  std::string_view name;
  Form form = Form::alone;
  Meaning meaning = Meaning::nothing;
};

// clang-format off
constexpr auto kOptions = std::to_array<EmbeddedOption>({
    {"-I", Form::either, Meaning::folder}, {"-D", Form::either, Meaning::define}, {"-U", Form::either, Meaning::undefine},
    {"--include_path", Form::either_or_equals, Meaning::folder}, {"-i", Form::either_or_equals, Meaning::folder}, {"--include-directory", Form::either_or_equals, Meaning::folder},
    {"--system_include_dir", Form::either_or_equals, Meaning::system_folder}, {"-J", Form::either, Meaning::system_folder},
    {"--define", Form::either_or_equals, Meaning::define}, {"--undefine", Form::either_or_equals, Meaning::undefine},
    {"--preinclude", Form::either_or_equals, Meaning::forced}, {"--include-file", Form::either_or_equals, Meaning::forced}, {"-H", Form::joined, Meaning::forced},
    {"--c++", Form::alone, Meaning::cpp}, {"--ec++", Form::alone, Meaning::cpp}, {"--eec++", Form::alone, Meaning::cpp}, {"--cpp", Form::alone, Meaning::cpp},
    {"--force-c++", Form::alone, Meaning::cpp}, {"--force-c", Form::alone, Meaning::c}, {"--c89", Form::alone, Meaning::c}, {"--c99", Form::alone}, {"--c90", Form::alone},
    // Options with a value in the next word, which must not be taken for an input.
    {"-o", Form::either}, {"--output", Form::either_or_equals}, {"--dlib_config", Form::either_or_equals}, {"--cpu", Form::either_or_equals}, {"--fpu", Form::either_or_equals},
    {"--dependencies", Form::joined}, {"--diag_suppress", Form::either_or_equals}, {"--diag_error", Form::either_or_equals}, {"--diag_warning", Form::either_or_equals},
    {"--diag_remark", Form::either_or_equals}, {"-l", Form::either}, {"-lC", Form::separate}, {"--header_context", Form::alone}, {"--depend", Form::either_or_equals}, {"--apcs", Form::either_or_equals},
    {"-k", Form::alone}, {"-C", Form::joined}, {"--dep-file", Form::either_or_equals}, {"--cmd_file", Form::either_or_equals}, {"--obj_directory", Form::either_or_equals}, {"--preproc_dependency", Form::joined},
    {"--preproc_with_compile", Form::alone}, {"--diagnostic", Form::joined}, {"--endian", Form::joined}, {"--cpu_mode", Form::either_or_equals}, {"--char_is_signed", Form::alone},
    {"--silent", Form::alone}, {"--debug", Form::alone}, {"--no_", Form::joined}, {"--use_", Form::joined}, {"--require_prototypes", Form::alone}, {"--vla", Form::alone}, {"--warn", Form::joined},
    {"-e", Form::alone}, {"-r", Form::alone}, {"-O", Form::joined}, {"-c", Form::joined}, {"-g", Form::joined}, {"-v", Form::joined}, {"-m", Form::joined}, {"-W", Form::joined}, {"-t", Form::joined}, {"-M", Form::joined},
    {"--interwork", Form::alone}, {"--thumb", Form::alone}, {"--arm", Form::alone}, {"--aapcs", Form::joined}, {"--abi", Form::joined}, {"--float_support", Form::joined}, {"--code_state", Form::joined}, {"--opt_", Form::joined},
    {"--optimize", Form::joined}, {"--tradeoff", Form::joined}, {"--iso", Form::joined}, {"--language", Form::joined}, {"--core", Form::joined}, {"--align", Form::joined}, {"--default-", Form::joined}, {"--switch", Form::joined}, {"--source", Form::alone}, {"--misrac", Form::joined}, {"--lsl-", Form::joined}, {"--create", Form::joined}, {"--gnu", Form::joined},
    {"--gen_", Form::joined}, {"--display_", Form::joined}, {"--split_sections", Form::alone}, {"--bss_threshold", Form::joined}, {"--relaxed_fp", Form::alone}, {"--enum_is_int", Form::alone}, {"--guard_calls", Form::alone},
});
// clang-format on

const EmbeddedOption* find(std::string_view word) {
  const EmbeddedOption* best = nullptr;
  for (const auto& option : kOptions) {
    if (!word.starts_with(option.name) || (best != nullptr && best->name.size() >= option.name.size())) continue;
    const auto behind = word.substr(option.name.size());
    const bool fits = option.form == Form::joined || option.form == Form::either || behind.empty() ||
                      (option.form == Form::either_or_equals && behind[0] == '=');
    if (fits) best = &option;
  }
  return best;
}

/// Predefined by the compiler of that name, as far as projects ask for it.
std::vector<std::string> own_macros(const std::string& name) {
  if (name == "iccarm") return {"-D__IAR_SYSTEMS_ICC__=9", "-D__ICCARM__=1"};
  if (name.starts_with("icc")) return {"-D__IAR_SYSTEMS_ICC__=9"};
  if (name == "armcc") return {"-D__CC_ARM=1", "-D__ARMCC_VERSION=5060960"};
  if (name.starts_with("cl") || name == "armcl")
    return {"-D__TI_COMPILER_VERSION__=20002000", name == "armcl" ? "-D__TI_ARM__=1" : "-D__TI_EABI__=1"};
  return {"-D__TASKING__=1"};
}

std::string target_of(const std::string& name) {
  const bool is_arm =
      name == "iccarm" || name == "armcl" || name == "armcc" || name == "ccarm" || name == "carm" || name == "cparm";
  if (is_arm) return "--target=arm-none-eabi";
  if (name == "icc430" || name == "cl430") return "--target=msp430";
  if (name == "iccavr") return "--target=avr";
  if (name == "iccriscv") return "--target=riscv32-unknown-elf";
  return "--target=arm-none-eabi";  // 32 bits and no operating system: nearer than this machine
}

}  // namespace

Translation translate_embedded(std::span<const std::string> words) {
  Translation out;
  const std::string name = compiler_name(words[0]);
  // They define none of the names of GCC and Clang, and know no folder of this machine.
  out.words = {"clang", target_of(name), "-nostdinc", "-U__clang__", "-U__GNUC__", "-U__GNUC_MINOR__"};
  for (auto& macro : own_macros(name)) out.words.push_back(std::move(macro));
  // "When nested, the folders of all including files are searched, the last one first" (IAR C/C++ Development Guide).
  if (name.starts_with("icc")) out.words.emplace_back("-fms-compatibility");
  const bool is_cpp = name == "cptc" || name == "cparm";
  if (is_cpp) out.words.insert(out.words.end(), {"-x", "c++"});
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() < 2 || word[0] != '-') continue;
    const EmbeddedOption* option = find(word);
    if (option == nullptr) {
      out.dropped.push_back(word);
      continue;
    }
    std::string value = word.substr(option->name.size());
    if (option->form == Form::either_or_equals && value.starts_with('=')) value.erase(0, 1);
    const bool wants_next = option->form != Form::alone && option->form != Form::joined && value.empty();
    if (wants_next && i + 1 < words.size()) value = words[++i];
    const auto add = [&](const char* flag) {
      if (!value.empty()) out.words.insert(out.words.end(), {flag, value});
    };
    switch (option->meaning) {
      case Meaning::nothing:
        break;
      case Meaning::folder:
        add("-I");
        break;
      case Meaning::system_folder:
        add("-isystem");
        break;
      case Meaning::define:
        add("-D");
        break;
      case Meaning::undefine:
        add("-U");
        break;
      case Meaning::forced:
        add("-include");
        break;
      case Meaning::cpp:
        out.words.insert(out.words.end(), {"-x", "c++"});
        break;
      case Meaning::c:
        out.words.insert(out.words.end(), {"-x", "c"});
        break;
    }
  }
  return out;
}

}  // namespace unknot
