// Includes with their conditions, guards taken out, dead branches left out.
#include "analyzer/extract/cpp/scan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/extract/cpp/condition.h"
#include "analyzer/extract/cpp/directives.h"
#include "clang/Basic/TokenKinds.h"
#include "graph/sort_unique.h"
#include "xxhash.h"

namespace unknot {
namespace {

using namespace clang::dependency_directives_scan;

// Beyond these no person has written the text. What is cut off makes a condition weaker, never stronger: the file may then
// be part of a cycle that its last conditions exclude, and no cycle is lost.
constexpr std::size_t kMostLiterals = 512;   ///< of a condition
constexpr std::size_t kMostRefused = 256;    ///< branches before this one that do not hold
constexpr std::size_t kLongestAtom = 1'000;  ///< bytes
constexpr std::size_t kLongestName = 4'096;  ///< bytes of a spelling: no system opens a longer path

bool opens(DirectiveKind kind) { return kind == pp_if || kind == pp_ifdef || kind == pp_ifndef; }
bool continues(DirectiveKind kind) {
  return kind == pp_elif || kind == pp_elifdef || kind == pp_elifndef || kind == pp_else;
}

Expression expression_of(const Directives& text, const Directive& directive) {
  const auto operands = text.operands(directive);
  switch (directive.Kind) {
    case pp_ifdef:
    case pp_elifdef: return defined_expression(operands.empty() ? "" : operands.front());
    case pp_ifndef:
    case pp_elifndef: return negate(defined_expression(operands.empty() ? "" : operands.front()));
    default: return parse_expression(operands);
  }
}

/// A module line's role, as far as its keywords tell.
std::optional<ModuleRole> role_of(DirectiveKind kind) {
  switch (kind) {
    case cxx_export_module_decl: return ModuleRole::interface;
    case cxx_module_decl: return ModuleRole::implementation;
    case cxx_import_decl: return ModuleRole::import;
    case cxx_export_import_decl: return ModuleRole::export_import;
    default: return std::nullopt;
  }
}

/// identifiers joined by dots, and behind a colon the partition
bool is_module_name(std::string_view text) {
  const auto is_word = [](std::string_view word) {
    const auto letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '$' || c >= 0x80; };
    return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) == 0 && std::ranges::all_of(word, letter);
  };
  const auto is_path = [&](std::string_view path) {
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
      if (!is_word(path.substr(0, dot))) return false;
      path.remove_prefix(dot + 1);
    }
    return is_word(path);
  };
  const auto colon = text.find(':');
  return (colon == 0 || is_path(text.substr(0, colon))) && (colon == std::string_view::npos || is_path(text.substr(colon + 1)));
}

/// Which #ifndef directives are include guards, and do they make the file count once?
struct Guards {
  std::unordered_map<std::size_t, std::string> by_directive;
  bool whole_file = false;
};

/// A guard is #ifndef X (or #if !defined X) with no #else, whose block defines X at its top level, where nothing in the
/// file undefines X. Whether somebody else defines X is not this file's to know: the join looks (includes/truth).
Guards find_guards(const Directives& text) {
  struct Open {
    std::size_t at = 0;
    std::string name;
    bool defines = false;
    bool branches = false;
  };
  Guards guards;
  std::vector<Open> open;
  std::unordered_set<std::string> undefined;
  const auto all = text.all();
  std::size_t first = 0;
  while (first < all.size() && all[first].Kind == pp_pragma_once) ++first;
  std::optional<std::size_t> closed_first;  // the directive that closes the block which `first` opens
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& directive = all[i];
    if (opens(directive.Kind)) {
      Open level{.at = i, .name = {}, .defines = false, .branches = false};
      if (directive.Kind != pp_ifdef) level.name = only_undefined_name(expression_of(text, directive));
      open.push_back(std::move(level));
    } else if (continues(directive.Kind) && !open.empty()) {
      open.back().branches = true;
    } else if (directive.Kind == pp_define && !open.empty() && !open.back().name.empty() && directive.Tokens.size() > 2) {
      if (text.spelling(directive.Tokens[2]) == open.back().name) open.back().defines = true;
    } else if (directive.Kind == pp_undef && directive.Tokens.size() > 2) {
      undefined.insert(text.spelling(directive.Tokens[2]));
    } else if (directive.Kind == pp_endif && !open.empty()) {
      const auto level = std::move(open.back());
      open.pop_back();
      if (level.at == first) closed_first = i;
      if (level.defines && !level.branches) guards.by_directive.emplace(level.at, level.name);
    }
  }
  std::erase_if(guards.by_directive, [&](const auto& entry) { return undefined.contains(entry.second); });
  guards.whole_file = closed_first && guards.by_directive.contains(first) && *closed_first + 1 < all.size() &&
                      all[*closed_first + 1].Kind == pp_eof;
  return guards;
}

/// A text of any length as one that can be stored and shown; different texts stay different.
std::string shortened(std::string text) {
  if (text.size() <= kLongestAtom) return text;
  const std::string hash = std::to_string(XXH3_64bits(text.data(), text.size()));
  return text.substr(0, kLongestAtom / 2) + " ... (" + std::to_string(text.size()) + " bytes, " + hash + ")";
}

/// Interns atoms and conditions of one file.
class ConditionTable {
 public:
  explicit ConditionTable(FileFacts& facts) : facts_(facts) {}

  std::uint32_t condition(const std::vector<TextLiteral>& literals) {
    std::vector<std::pair<std::uint32_t, bool>> key;
    std::set<std::pair<std::uint32_t, bool>> seen;
    for (const auto& literal : literals)
      if (const std::pair fact{atom(shortened(literal.atom)), literal.holds}; seen.insert(fact).second) key.push_back(fact);
    const auto [found, fresh] = ids_.try_emplace(key, static_cast<std::uint32_t>(facts_.conditions.size()));
    if (fresh) {
      auto& condition = facts_.conditions.emplace_back();
      for (const auto& [atom, holds] : key) condition.push_back({.atom = atom, .holds = holds});
    }
    return found->second;
  }

 private:
  std::uint32_t atom(const std::string& text) {
    const auto [found, fresh] = atoms_.try_emplace(text, static_cast<std::uint32_t>(facts_.atoms.size()));
    if (fresh) facts_.atoms.push_back(text);
    return found->second;
  }

  FileFacts& facts_;
  std::unordered_map<std::string, std::uint32_t> atoms_;
  std::map<std::vector<std::pair<std::uint32_t, bool>>, std::uint32_t> ids_{{{}, 0}};
};

/// One #if ... #endif as far as it is read.
struct Level {
  std::vector<TextLiteral> before;  ///< the branches before this one do not hold
  std::vector<TextLiteral> here;    ///< this branch holds
  bool outside_dead = false;        ///< a branch around it never holds
  bool dead = false;                ///< this branch never holds, or one around it does not
  bool settled = false;             ///< an earlier branch always holds
  std::uint32_t guard = 0;          ///< as IncludeFact::guard, of this level or the nearest around it
};

/// Visual C++ imports type libraries with the word that Objective-C has for headers.
bool names_library(std::string_view spelling) {
  constexpr std::array<std::string_view, 5> kEndings{".tlb", ".dll", ".ocx", ".olb", ".exe"};
  const auto ends = [&](std::string_view ending) { return spelling.ends_with(ending); };
  return spelling.starts_with("progid:") || spelling.starts_with("libid:") || std::ranges::any_of(kEndings, ends);
}

void shorten(std::vector<TextLiteral>& literals, std::size_t most) {
  if (literals.size() > most) literals.erase(literals.begin() + static_cast<std::ptrdiff_t>(most), literals.end());
}

class Scanner {
 public:
  explicit Scanner(std::string_view bytes) : bytes_(bytes), text_(bytes), guards_(find_guards(text_)), table_(facts_) {}

  FileFacts run() {
    facts_.once = guards_.whole_file;
    const auto all = text_.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& directive = all[i];
      if (opens(directive.Kind)) {
        open(i, directive);
      } else if (continues(directive.Kind)) {
        if (!levels_.empty()) next_branch(directive);
      } else if (directive.Kind == pp_endif) {
        if (!levels_.empty()) levels_.pop_back();
        forget_condition();
      } else if (directive.Kind == pp_pragma_once) {
        if (alive()) facts_.once = true;
      } else if (directive.Kind == pp_include || directive.Kind == pp_include_next || directive.Kind == pp_import) {
        if (alive()) add_include(directive);
      } else if (const auto role = role_of(directive.Kind)) {
        if (alive()) add_module_line(*role, directive);
      } else if (directive.Kind == pp_pragma_include_alias) {
        if (alive()) add_alias(directive);
      } else if ((directive.Kind == pp_define || directive.Kind == pp_undef) && directive.Tokens.size() > 2) {
        facts_.macros.push_back(macro_hash(text_.spelling(directive.Tokens[2])));
      }
    }
    sort_unique(facts_.macros);
    return std::move(facts_);
  }

 private:
  bool alive() const { return levels_.empty() || !levels_.back().dead; }

  void open(std::size_t at, const Directive& directive) {
    Level level{.before = {}, .here = {}, .outside_dead = !alive(), .dead = !alive(), .settled = false,
                .guard = levels_.empty() ? 0 : levels_.back().guard};
    if (const auto guard = guards_.by_directive.find(at); guard != guards_.by_directive.end()) {
      facts_.guards.push_back(guard->second);
      level.guard = static_cast<std::uint32_t>(facts_.guards.size());
    } else {
      set_branch(level, expression_of(text_, directive));
    }
    levels_.push_back(std::move(level));
    condition_.reset();
  }

  /// A level ended, or the innermost one goes on with its next branch.
  void forget_condition() {
    condition_.reset();
    if (levels_.size() <= full_at_) full_at_ = 0;
  }

  void set_branch(Level& level, Expression expression) {
    level.here.clear();
    level.dead = level.outside_dead || level.settled || !add_literals(expression, level.here);
    if (!add_literals(negate(std::move(expression)), level.before)) level.settled = true;
    shorten(level.here, kMostLiterals);
    shorten(level.before, kMostRefused);
  }

  void next_branch(const Directive& directive) {
    Level& level = levels_.back();
    Expression holds{.kind = Expression::Kind::constant, .value = true, .text = {}, .parts = {}};
    if (directive.Kind != pp_else) holds = expression_of(text_, directive);
    const auto before = level.before;
    set_branch(level, std::move(holds));
    level.here.insert(level.here.begin(), before.begin(), before.end());
    forget_condition();
  }

  std::uint32_t condition() {
    if (full_at_ != 0) return full_condition_;
    if (!condition_) {
      std::vector<TextLiteral> literals;
      std::size_t depth = 0;
      for (; depth < levels_.size() && literals.size() < kMostLiterals; ++depth)
        literals.insert(literals.end(), levels_[depth].here.begin(), levels_[depth].here.end());
      const bool full = literals.size() >= kMostLiterals;
      shorten(literals, kMostLiterals);
      condition_ = table_.condition(literals);
      if (full) full_at_ = depth, full_condition_ = *condition_;
    }
    return *condition_;
  }

  void add_include(const Directive& directive) {
    if (directive.Tokens.size() < 3) return;
    const auto& name = directive.Tokens[2];
    if (name.is(clang::tok::eod)) return;
    IncludeFact include;
    include.kind = directive.Kind == pp_include        ? DependencyKind::include
                   : directive.Kind == pp_include_next ? DependencyKind::include_next
                                                       : DependencyKind::import;
    std::string spelling = text_.spelling(name);
    if (name.is(clang::tok::header_name) || name.is(clang::tok::string_literal)) {
      if (spelling.size() < 3) return;
      include.form = spelling.front() == '<' ? Spelled::angled : Spelled::quoted;
      include.spelling = spelling.substr(1, spelling.size() - 2);
    } else {
      include.form = Spelled::computed;
      for (const auto& operand : text_.operands(directive)) include.spelling += operand;
    }
    if (include.kind == DependencyKind::import && names_library(include.spelling)) return;
    if (include.spelling.size() > kLongestName) include.spelling.resize(kLongestName);
    place(name, include);
    if (!levels_.empty()) include.guard = levels_.back().guard;
    facts_.includes.push_back(std::move(include));
  }

  /// #pragma include_alias("long.h", "short.h"), or both in brackets.
  void add_alias(const Directive& directive) {
    const std::size_t begin = directive.Tokens.front().Offset;
    const auto& last = directive.Tokens.back();
    std::string_view rest = bytes_.substr(begin, last.Offset + last.Length - begin);
    std::vector<std::string> names;
    while (names.size() < 2) {
      const auto open = rest.find_first_of("\"<");
      if (open == std::string_view::npos) return;
      const auto close = rest.find(rest[open] == '<' ? '>' : '"', open + 1);
      if (close == std::string_view::npos || close == open + 1) return;
      names.emplace_back(rest.substr(open, close - open + 1));
      rest.remove_prefix(close + 1);
    }
    if (names[0].front() == names[1].front()) facts_.aliases.emplace_back(std::move(names[0]), std::move(names[1]));
  }

  /// `export module a:p;`, `import a.b;`, `import :p;`, `import <vector>;`. What does not end as such a line does is none:
  /// `import x = 4;` declares a variable. `module;` and `module :private;` name nothing.
  void add_module_line(ModuleRole role, const Directive& directive) {
    const bool exported = directive.Kind == cxx_export_module_decl || directive.Kind == cxx_export_import_decl;
    const auto tokens = directive.Tokens.drop_front(std::min<std::size_t>(exported ? 2 : 1, directive.Tokens.size()));
    const bool imports = role == ModuleRole::import || role == ModuleRole::export_import;
    const auto end = std::ranges::find_if(tokens, [](const auto& token) { return token.is(clang::tok::semi) || token.is(clang::tok::l_square); });
    if (end == tokens.begin() || end == tokens.end()) return;
    std::string text;
    for (auto token = tokens.begin(); token != end && text.size() <= kLongestName; ++token) text += text_.spelling(*token);
    if (text.size() > kLongestName) return;
    const bool header = text.size() > 2 && ((text.front() == '<' && text.back() == '>') || (text.front() == '"' && text.back() == '"'));
    if (header && imports) {
      const auto kind = role == ModuleRole::import ? DependencyKind::import : DependencyKind::export_import;
      IncludeFact& include = facts_.includes.emplace_back(IncludeFact{.kind = kind, .spelling = text.substr(1, text.size() - 2)});
      include.form = text.front() == '<' ? Spelled::angled : Spelled::quoted;
      include.header_unit = true;
      place(*tokens.begin(), include);
    } else if (is_module_name(text) && (imports || text.front() != ':')) {
      place(*tokens.begin(), facts_.modules.emplace_back(ModuleFact{.role = role, .name = std::move(text)}));
    }
  }

  void place(const Token& name, auto& fact) {
    const Position at = text_.position(after_splices(bytes_, name.Offset));
    fact.line = at.line;
    fact.column = at.column;
    fact.condition = condition();
  }

  std::string_view bytes_;
  Directives text_;
  Guards guards_;
  FileFacts facts_;
  ConditionTable table_;
  std::vector<Level> levels_;
  std::optional<std::uint32_t> condition_;  ///< of what comes now
  std::size_t full_at_ = 0;                 ///< the first so many levels have all literals that are kept; 0: not known
  std::uint32_t full_condition_ = 0;        ///< theirs
};

}  // namespace

FileFacts scan_file(std::string_view bytes) {
  FileFacts facts = Scanner(bytes).run();
  facts.silences = scan_silences(bytes);
  return facts;
}

std::vector<MacroChange> scan_macros(std::string_view bytes, std::span<const std::string> wanted,
                                     std::vector<std::string>& names) {
  const Directives text(bytes);
  const std::unordered_set<std::string_view> wanted_set(wanted.begin(), wanted.end());
  std::unordered_map<std::string, std::uint32_t> ids;
  for (std::uint32_t i = 0; i < names.size(); ++i) ids.emplace(names[i], i);
  const auto id = [&](const std::string& name) {
    const auto [found, fresh] = ids.try_emplace(name, static_cast<std::uint32_t>(names.size()));
    if (fresh) names.push_back(name);
    return found->second;
  };
  std::vector<MacroChange> changes;
  std::vector<std::vector<const Directive*>> levels;
  for (const auto& directive : text.all()) {
    if (opens(directive.Kind)) levels.push_back({&directive});
    else if (continues(directive.Kind) && !levels.empty()) levels.back().push_back(&directive);
    else if (directive.Kind == pp_endif && !levels.empty()) levels.pop_back();
    if ((directive.Kind != pp_define && directive.Kind != pp_undef) || directive.Tokens.size() < 3) continue;
    const std::string name = text.spelling(directive.Tokens[2]);
    if (!wanted.empty() && !wanted_set.contains(name)) continue;
    MacroChange change{.name = id(name), .depends_on = {}};
    const auto depend = [&](const Directive& on, std::size_t from) {
      for (std::size_t i = from; i < on.Tokens.size(); ++i)
        if (on.Tokens[i].is(clang::tok::raw_identifier) || on.Tokens[i].is(clang::tok::identifier)) {
          const std::string used = text.spelling(on.Tokens[i]);
          if (used != "defined" && used != name) change.depends_on.push_back(id(used));
        }
    };
    for (const auto& level : levels)
      for (const auto* branch : level) depend(*branch, 2);
    depend(directive, 3);
    sort_unique(change.depends_on);
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace unknot
