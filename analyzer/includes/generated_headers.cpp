// Three signs: a template (config.h.in), a generator's input of the same stem (parser.y, x.proto), a name in a build file.
#include "analyzer/includes/generated_headers.h"

#include <algorithm>
#include <array>

#include "analyzer/project/path_text.h"

namespace unknot {
namespace {

std::string_view folder_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}
/// Is `end` the whole path or its last parts?
bool ends_with_path(std::string_view path, std::string_view end) {
  return path.ends_with(end) && (path.size() == end.size() || end.empty() || path[path.size() - end.size() - 1] == '/');
}
bool ends_with_any(std::string_view text, const auto& endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return text.ends_with(ending); });
}

constexpr std::array<std::string_view, 6> kHeaderEndings{".h", ".hh", ".hpp", ".hxx", ".inc", ".def"};

/// "config.h" of config.h.in, config.h.cmake, config_h.in, config.in.h; empty where the name is none of a template.
std::string made_from_template(std::string_view name) {
  constexpr std::array<std::string_view, 14> kEndings{".in",   ".cmake", ".cmakein", ".meson", ".tmpl", ".template", ".tpl",
                                                      ".mako", ".jinja", ".jinja2",  ".j2",    ".m4",   ".sh",       ".py"};
  while (ends_with_any(name, kEndings)) name.remove_suffix(name.size() - name.rfind('.'));
  if (name.ends_with(".hin")) return std::string(name.substr(0, name.size() - 2));
  return std::string(name);
}

/// The stem of what a generator turns into headers, or nothing.
std::string_view generator_stem(std::string_view name) {
  constexpr std::array<std::string_view, 22> kEndings{".proto", ".fbs", ".y",   ".yy", ".ypp",    ".l",  ".ll",    ".lpp", ".ui",  ".gperf", ".pyg",
                                                      ".idl",   ".td",  ".rl",  ".tbl", ".thrift", ".asn", ".capnp", ".asn1", ".xml", ".vala",  ".flex"};
  if (!ends_with_any(name, kEndings)) return {};
  return name.substr(0, name.rfind('.'));
}

bool is_build_file(std::string_view name) {
  constexpr std::array<std::string_view, 17> kNames{
      "CMakeLists.txt", "meson.build", "BUILD", "BUILD.bazel", "BUCK", "TARGETS", "configure", "configure.ac", "configure.in",
      "SConstruct",     "SConscript",  "SCsub", "wscript",     "Kbuild", "Kbuild.src", "xmake.lua", "BUILD.gn"};
  constexpr std::array<std::string_view, 11> kEndings{".cmake", ".mk", ".mak", ".am", ".bzl", ".bazel", ".gyp", ".gypi", ".pri", ".pro", ".gni"};
  return std::ranges::find(kNames, name) != kNames.end() || name.starts_with("Makefile") || name.starts_with("makefile") ||
         name.starts_with("GNUmakefile") || ends_with_any(name, kEndings);
}

/// Lines that look for headers of others, such as find_path and AC_CHECK_HEADERS.
bool looks_for_headers(std::string_view line) {
  constexpr std::array<std::string_view, 8> kWords{"check", "find_", "has_header", "CHECK", "FIND_", "HAVE_", "HINTS", "#include"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return line.find(word) != std::string_view::npos; });
}

}  // namespace

void GeneratedHeaders::list() {
  listed_ = true;
  for (const FolderId folder : in_)
    for (const auto& entry : folders_.entries(folder)) {
      if (entry.type == EntryType::folder) continue;
      const std::string_view path = folders_.path(folder);
      if (const auto stem = generator_stem(entry.name); !stem.empty()) sources_[std::string(stem)].push_back(path);
      auto header = made_from_template(entry.name);
      if (header == entry.name) continue;
      for (const std::string_view middle : {"_h", "-h"})  // config_h.in
        if (header.ends_with(middle)) header = header.substr(0, header.size() - middle.size()) + ".h";
      templates_[header].push_back(path);
    }
}

std::optional<std::string> GeneratedHeaders::from_template(std::string_view from, std::string_view plain) const {
  const auto found = templates_.find(std::string(name_part(plain)));
  if (found == templates_.end()) return std::nullopt;
  // The nearest one: that which shares most of its path with the includer, where several do the first.
  const auto rank = [&](std::string_view folder) {
    const std::string below = std::string(folder) + "/";
    return std::pair(ends_with_path(folder, folder_name(plain)), std::count(below.begin(), std::ranges::mismatch(below, from).in1, '/'));
  };
  const auto nearest = std::ranges::max_element(found->second, {}, rank);
  if (!rank(*nearest).first) return std::nullopt;
  return std::string(*nearest) + "/" + found->first;
}

/// "x.pb.h", "x_generated.h", "ui_x.h", "x.tab.hpp", "x-client-protocol.h" of x.
bool GeneratedHeaders::has_source(std::string_view plain) const {
  const auto name = name_part(plain);
  const std::string_view stem = name.substr(0, name.find('.'));
  const auto known = [&](std::string_view text) {
    const auto found = sources_.find(std::string(text));
    return found != sources_.end() &&
           std::ranges::any_of(found->second, [&](std::string_view folder) { return ends_with_path(folder, folder_name(plain)); });
  };
  if (known(stem) || (stem.starts_with("ui_") && known(stem.substr(3)))) return true;
  constexpr std::array<std::string_view, 7> kSuffixes{"generated", "gen", "types", "protocol", "client-protocol", "server-protocol", "dbus"};
  return std::ranges::any_of(kSuffixes, [&](std::string_view suffix) {
    return stem.size() > suffix.size() + 1 && stem.ends_with(suffix) && known(stem.substr(0, stem.size() - suffix.size() - 1));
  });
}

void GeneratedHeaders::read_build_files() {
  searched_ = true;
  SourceFile file;
  for (const FolderId folder : in_)
    for (const auto& entry : folders_.entries(folder)) {
      if (entry.type != EntryType::file || !is_build_file(entry.name)) continue;
      const std::string path = folders_.path(folder) + "/" + entry.name;
      if (tree_.read(path, file) != ReadStatus::ok) continue;
      read_.emplace_back(path, file.signature);
      for (std::string_view rest = file.bytes; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        read_line(folder, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
}

void GeneratedHeaders::read_line(FolderId folder, std::string_view line) {
  constexpr std::array<std::string_view, 3> kMarks{".h", ".inc", ".def"};
  if (std::ranges::none_of(kMarks, [&](std::string_view mark) { return line.find(mark) != std::string_view::npos; }) || looks_for_headers(line)) return;
  const auto in_path = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("_-.+/").find(c) != std::string_view::npos;
  };
  for (std::size_t i = 0; i < line.size();) {
    const auto begin = i;
    while (i < line.size() && in_path(line[i])) ++i;
    auto path = line.substr(begin, i - begin);
    i += i == begin;
    if (!ends_with_any(path, kHeaderEndings)) continue;
    const bool variable = begin > 0 && path.starts_with('/') && std::string_view(")}@").find(line[begin - 1]) != std::string_view::npos;
    if (variable) path.remove_prefix(1);
    mentions_[std::string(name_part(path))].push_back({folder, std::string(path), variable});
  }
}

/// Does a build file speak of a file of this name that the tree does not hold?
bool GeneratedHeaders::is_mentioned(std::string_view plain) {
  if (!searched_) read_build_files();
  const auto found = mentions_.find(std::string(name_part(plain)));
  if (found == mentions_.end()) return false;
  return std::ranges::any_of(found->second, [&](const Mention& mention) {
    if (folders_.find(mention.folder, mention.path) != AccessId::none) return false;
    if (mention.variable && ends_with_path(plain, mention.path)) return true;
    return ends_with_path(folders_.path(mention.folder) + "/" + mention.path, plain);
  });
}

std::optional<std::string> GeneratedHeaders::find(std::string_view from, std::string_view spelling, Signs signs) {
  if (!listed_) list();
  const std::string_view plain = without_dots(spelling);
  if (name_part(plain).empty()) return std::nullopt;
  if (auto made = from_template(from, plain)) return made;
  return has_source(plain) || (signs == Signs::inputs_and_build_files && is_mentioned(plain)) ? std::optional(std::string(plain)) : std::nullopt;
}

}  // namespace unknot
