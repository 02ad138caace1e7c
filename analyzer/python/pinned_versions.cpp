// Files by their names, what they include, and what each folder's say together.
#include "analyzer/python/pinned_versions.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "analyzer/python/requirements.h"

namespace unknot {
namespace {

enum class Format : std::uint8_t { none, requirements, constraints, pyproject, pipfile, pipfile_lock, package_tables, setup_cfg, setup_py };

std::string_view base_name(std::string_view file) { return file.substr(file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1); }
std::string_view folder_of(std::string_view file) { return file.substr(0, file.size() - base_name(file).size()); }

Format format_of(std::string_view file) {
  const std::string_view name = base_name(file);
  if (name == "pyproject.toml") return Format::pyproject;
  if (name == "Pipfile") return Format::pipfile;
  if (name == "Pipfile.lock") return Format::pipfile_lock;
  if (name == "poetry.lock" || name == "uv.lock") return Format::package_tables;
  if (name == "setup.cfg") return Format::setup_cfg;
  if (name == "setup.py") return Format::setup_py;
  if (!name.ends_with(".txt")) return Format::none;
  if (name.find("constraints") != std::string_view::npos) return Format::constraints;
  return name.find("requirements") != std::string_view::npos || base_name(folder_of(file).substr(0, folder_of(file).empty() ? 0 : folder_of(file).size() - 1)) == "requirements"
             ? Format::requirements
             : Format::none;
}

int rank_of(Format format) {
  switch (format) {
    case Format::pipfile_lock:
    case Format::package_tables: return 0;
    case Format::requirements: return 1;
    default: return 2;
  }
}

/// "requirements/prod.txt" speaks of the folder around it.
std::string project_folder(std::string_view file) {
  std::string_view folder = folder_of(file);
  if (folder.empty()) return {};
  const std::string_view last = base_name(folder.substr(0, folder.size() - 1));
  if (last == "requirements" || last == "deps") folder.remove_suffix(last.size() + 1);
  return std::string(folder);
}

/// `path` as written in `from`, as shown; empty where it leads out of the root or is an address.
std::string joined(std::string_view from, std::string_view path) {
  if (path.empty() || path.starts_with('/') || path.find("://") != std::string_view::npos) return {};
  std::vector<std::string_view> parts;
  const std::string whole = std::string(folder_of(from)) + std::string(path);
  for (std::size_t begin = 0; begin <= whole.size();) {
    const auto end = std::min(whole.find('/', begin), whole.size());
    const auto part = std::string_view(whole).substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (parts.empty()) return {};
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string out;
  for (const auto part : parts) out += (out.empty() ? "" : "/") + std::string(part);
  return out;
}

using ByName = std::map<std::string, VersionRange>;

/// Requirements of one file: all must hold, but those for some platforms only are one or the other.
ByName together(const std::vector<Requirement>& all, const std::string& file) {
  ByName must, may;
  for (auto requirement : all) {
    requirement.range.file = file;
    ByName& to = requirement.is_conditional ? may : must;
    const auto [known, fresh] = to.try_emplace(requirement.name, requirement.range);
    if (!fresh) known->second = requirement.is_conditional ? hull(known->second, requirement.range) : intersection(known->second, requirement.range);
  }
  for (const auto& [name, range] : may) {
    const auto [known, fresh] = must.try_emplace(name, range);
    if (!fresh) known->second = intersection(known->second, range);
  }
  return must;
}

class RequirementsFiles {
 public:
  RequirementsFiles(std::span<const SettingsText> files, const std::function<std::optional<std::string>(const std::string&)>& read) : read_(read) {
    for (const auto& file : files)
      if (const Format format = format_of(file.file); format == Format::requirements || format == Format::constraints) parsed_.emplace(file.file, read_requirements_txt(file.text));
  }
  /// Files that no other one includes.
  std::vector<std::string> roots() {
    std::set<std::string> included;
    std::vector<std::string> out;
    for (const auto& [file, parsed] : parsed_)
      for (const auto* paths : {&parsed.included, &parsed.constraints})
        for (const auto& path : *paths)
          if (const std::string other = joined(file, path); other != file) included.insert(other);
    for (const auto& [file, parsed] : parsed_)
      if (!included.contains(file) && format_of(file) == Format::requirements) out.push_back(file);
    return out;
  }
  ByName resolved(const std::string& file) {
    std::set<std::string> seen;
    ByName bounds, out = resolved(file, seen, bounds);
    for (auto& [name, range] : out)
      if (const auto bound = bounds.find(name); bound != bounds.end()) range = intersection(range, bound->second);
    return out;
  }

 private:
  const Requirements* find(const std::string& file) {
    if (file.empty()) return nullptr;
    const auto known = parsed_.find(file);
    if (known != parsed_.end()) return &known->second;
    const auto text = read_(file);
    return text ? &parsed_.emplace(file, read_requirements_txt(*text)).first->second : nullptr;
  }
  ByName resolved(const std::string& file, std::set<std::string>& seen, ByName& bounds) {
    const Requirements* own = find(file);
    if (own == nullptr || !seen.insert(file).second) return {};
    ByName out = together(own->all, file);
    const auto add = [](ByName& to, const ByName& more) {
      for (const auto& [name, range] : more) {
        const auto [known, fresh] = to.try_emplace(name, range);
        if (!fresh) known->second = intersection(known->second, range);
      }
    };
    for (const auto& path : own->included) add(out, resolved(joined(file, path), seen, bounds));
    for (const auto& path : own->constraints) add(bounds, resolved(joined(file, path), seen, bounds));
    return out;
  }

  const std::function<std::optional<std::string>(const std::string&)>& read_;
  std::map<std::string, Requirements> parsed_;
};

std::vector<Requirement> read(Format format, std::string_view text) {
  switch (format) {
    case Format::pyproject: return read_pyproject(text);
    case Format::pipfile: return read_pipfile(text);
    case Format::pipfile_lock: return read_pipfile_lock(text);
    case Format::package_tables: return read_package_tables(text);
    case Format::setup_cfg: return read_setup_cfg(text);
    case Format::setup_py: return read_setup_py(text);
    default: return {};
  }
}

}  // namespace

PinnedVersions read_pinned_versions(std::span<const SettingsText> files, const std::function<std::optional<std::string>(const std::string&)>& read_more) {
  std::vector<PinnedDistribution> out;
  const auto put = [&](const std::string& file, const ByName& ranges) {
    for (const auto& [name, range] : ranges) out.push_back({.name = name, .folder = project_folder(file), .rank = rank_of(format_of(file)), .range = range});
  };
  // A lock file holds all; those that somebody asks for say what for.
  std::set<std::string> development, production;
  RequirementsFiles requirements(files, read_more);
  for (const auto& file : requirements.roots()) {
    const ByName ranges = requirements.resolved(file);
    for (const auto& [name, range] : ranges) (is_for_development(base_name(range.file)) ? development : production).insert(name);
    put(file, ranges);
  }
  for (const auto& file : files) {
    const Format format = format_of(file.file);
    if (format == Format::none || format == Format::requirements || format == Format::constraints) continue;
    const auto all = read(format, file.text);
    if (format != Format::package_tables)
      for (const auto& one : all) (one.is_development ? development : production).insert(one.name);
    put(file.file, together(all, file.file));
  }
  std::erase_if(development, [&](const std::string& name) { return production.contains(name); });
  return PinnedVersions(std::move(out), std::move(development));
}

}  // namespace unknot
