// The project's files with their facts, by identity, in the compact form that resolution walks over.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzer/extract/facts.h"
#include "analyzer/includes/folders.h"

namespace unknot {

/// Index into SourceFiles' spellings.
enum class SpellingId : std::uint32_t {};
constexpr std::uint32_t index(SpellingId id) { return static_cast<std::uint32_t>(id); }

struct ScannedSource {
  bool scanned = false;
  bool readable = true;
  bool walked = false;  ///< found in the tree, not only through an include
  FileFacts facts;
  std::vector<SpellingId> spellings;  ///< of facts.includes
};

class SourceFiles {
 public:
  ScannedSource& at(FileId file) {
    if (index(file) >= files_.size()) files_.resize(index(file) + 1);
    return files_[index(file)];
  }
  const ScannedSource* find(FileId file) const {
    return index(file) < files_.size() && files_[index(file)].scanned ? &files_[index(file)] : nullptr;
  }
  void set(FileId file, FileFacts facts) {
    ScannedSource& source = at(file);
    source.scanned = true;
    source.facts = std::move(facts);
    source.spellings.clear();
    source.spellings.reserve(source.facts.includes.size());
    for (const auto& include : source.facts.includes) {
      source.spellings.push_back(intern(include.spelling));
      has_next_ |= include.kind == DependencyKind::include_next;
      has_modules_ |= include.header_unit;
    }
    has_modules_ |= !source.facts.modules.empty();
    for (const auto& [from, to] : source.facts.aliases) {
      auto& targets = aliases_[from];
      const Alias alias{.spelling = to.substr(1, to.size() - 2), .id = intern(to.substr(1, to.size() - 2))};
      if (std::ranges::find(targets, alias.id, &Alias::id) == targets.end()) targets.push_back(alias);
    }
  }
  /// What some #pragma include_alias puts for a name in quotes or brackets.
  struct Alias {
    std::string spelling;
    SpellingId id{};
  };
  std::span<const Alias> aliases(const IncludeFact& include) const {
    if (aliases_.empty() || include.form == Spelled::computed) return {};
    const bool angled = include.form == Spelled::angled;
    const auto found = aliases_.find((angled ? '<' : '"') + include.spelling + (angled ? '>' : '"'));
    return found == aliases_.end() ? std::span<const Alias>() : found->second;
  }
  /// As if the file were not there.
  void drop(FileId file) {
    if (index(file) < files_.size()) files_[index(file)] = {};
  }
  /// Is there an #include_next in some file?
  bool has_next() const { return has_next_; }
  /// Is there a line in some file that may declare a module or import something?
  bool has_modules() const { return has_modules_; }
  /// Does some directive's spelling begin with this name of a file or folder? What no spelling begins with cannot be found.
  bool is_asked_for(std::string_view name) const { return first_names_.contains(std::string(name)); }
  /// Spellings that begin with "." or "..".
  const std::vector<std::string>& dotted() const { return dotted_; }
  std::size_t size() const { return files_.size(); }

 private:
  SpellingId intern(const std::string& text) {
    const auto [found, fresh] = spellings_.try_emplace(text, static_cast<SpellingId>(spellings_.size()));
    if (fresh) first_names_.insert(text.substr(0, text.find('/')));
    if (fresh && text.starts_with('.')) dotted_.push_back(text);
    return found->second;
  }

  std::vector<ScannedSource> files_;
  std::unordered_map<std::string, SpellingId> spellings_;
  std::unordered_set<std::string> first_names_;
  std::vector<std::string> dotted_;
  std::unordered_map<std::string, std::vector<Alias>> aliases_;
  bool has_next_ = false;
  bool has_modules_ = false;
};

/// Numbers all directives of all files densely, so that a plain vector can hold one value for each.
class DirectiveNumbers {
 public:
  explicit DirectiveNumbers(const SourceFiles& sources) : offsets_(sources.size() + 1) {
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
      const ScannedSource* source = sources.find(static_cast<FileId>(i));
      offsets_[i + 1] = offsets_[i] + static_cast<std::uint32_t>(source == nullptr ? 0 : source->facts.includes.size());
    }
  }
  std::uint32_t of(FileId file, std::uint32_t include) const { return offsets_[index(file)] + include; }
  std::uint32_t count() const { return offsets_.back(); }

 private:
  std::vector<std::uint32_t> offsets_;
};

}  // namespace unknot
