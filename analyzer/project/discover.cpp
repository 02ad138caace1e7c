// Looking around, upwards for the root and downwards for the database.
#include "analyzer/project/discover.h"

#include <algorithm>
#include <filesystem>

namespace unknot {
namespace {

std::string parent(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

std::string join(const std::string& folder, const std::string& name) {
  return folder == "/" ? "/" + name : folder + "/" + name;
}

/// The length of the valid UTF-8 sequence at `i`, or 0.
std::size_t utf8_length(const std::string& text, std::size_t i) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const auto follows = [&](std::size_t at) { return (byte(at) & 0xc0U) == 0x80U; };
  const unsigned first = byte(i);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return follows(i + 1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    if (!follows(i + 1) || !follows(i + 2)) return 0;
    const unsigned code = (first & 0xfU) << 12 | (byte(i + 1) & 0x3fU) << 6;
    return code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 0 : 3;
  }
  if (first >= 0xf0 && first < 0xf5) {
    if (!follows(i + 1) || !follows(i + 2) || !follows(i + 3)) return 0;
    const unsigned code = (first & 7U) << 18 | (byte(i + 1) & 0x3fU) << 12;
    return code < 0x10000 || code > 0x10ffff ? 0 : 4;
  }
  return 0;
}

std::string encode_invalid(const std::string& text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    if (length == 0) {
      const auto byte = static_cast<unsigned char>(text[i++]);
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 0xf];
    } else {
      out.append(text, i, length);
      i += length;
    }
  }
  return out;
}

}  // namespace

bool is_below(const std::string& folder, const std::string& path) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string find_root(const SourceTree& tree, const std::string& path, const std::function<bool(const std::string& folder)>& configured) {
  const auto type = tree.type(path);
  const std::string start = type && *type == EntryType::folder ? path : parent(path);
  const auto checkout = [&](const std::string& folder) { return tree.type(join(folder, ".git")).has_value(); };
  for (const auto& is_root : {configured, std::function<bool(const std::string&)>(checkout)})
    for (std::string folder = start;; folder = parent(folder)) {
      if (is_root(folder)) return folder;
      if (folder == "/") break;
    }
  return start;
}

std::vector<std::string> find_databases(const SourceTree& tree, const std::string& root) {
  std::vector<std::string> out;
  const auto look = [&](const std::string& folder) {
    const std::string path = join(folder, "compile_commands.json");
    if (const auto type = tree.type(path); type && *type == EntryType::file) out.push_back(path);
  };
  look(root);
  look(join(root, "build"));
  const auto below = [&](const std::string& folder, auto&& wanted) {
    std::vector<std::string> names;
    if (const auto listing = tree.list(folder))
      for (const auto& entry : listing->entries)
        if (entry.type != EntryType::file && wanted(entry.name)) names.push_back(entry.name);
    std::ranges::sort(names);
    for (const auto& name : names) look(join(folder, name));
  };
  below(root, [](const std::string& name) {
    return name != "build" && (name.starts_with("build") || name.starts_with("cmake-build") || name == "out" ||
                               name.starts_with("_build") || name.starts_with(".build"));
  });
  for (const char* parent_name : {"build", "out", "out/build"})
    below(join(root, parent_name), [](const std::string&) { return true; });
  // One database under two names (a link at the root is usual) is one.
  std::vector<std::string> known;
  std::erase_if(out, [&](const std::string& path) {
    const auto real = tree.real_path(path);
    if (!real || std::ranges::find(known, *real) != known.end()) return true;
    known.push_back(*real);
    return false;
  });
  return out;
}

std::string shown_path(const std::string& root, const std::string& path) {
  if (path == root) return ".";
  if (is_below(root, path)) return encode_invalid(path.substr(root == "/" ? 1 : root.size() + 1));
  return encode_invalid(std::filesystem::path(path).lexically_relative(root).generic_string());
}

}  // namespace unknot
