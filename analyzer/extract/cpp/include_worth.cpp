// Include lines of a unit's project files => what each is to its file.
#include "analyzer/extract/cpp/include_worth.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "analyzer/extract/cpp/include_order.h"
#include "analyzer/extract/cpp/include_survey.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Tooling/Inclusions/StandardLibrary.h"
#include "graph/sort_unique.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/Path.h"

namespace unknot {
namespace {

namespace standard = clang::tooling::stdlib;

/// Without a name in the text: the language itself asks for what they declare.
constexpr std::array<std::string_view, 14> kUnspelled{"<compare>",     "<coroutine>", "<initializer_list>", "<typeinfo>", "<new>",
                                                      "<version>",     "<ciso646>",   "<iso646.h>",         "<stdbool.h>", "<stdalign.h>",
                                                      "<stdnoreturn.h>", "<exception>", "<source_location>",  "<stdfloat>"};
/// Types that nearly every header of the system brings: who has another reason to include one has these, too.
constexpr std::array<std::string_view, 8> kEverywhere{"size_t", "ptrdiff_t", "nullptr_t", "max_align_t", "NULL", "ssize_t", "offsetof", "byte"};

bool is_everywhere(std::string_view name) {
  name.remove_prefix(name.starts_with("std::") ? 5 : 0);
  return std::ranges::find(kEverywhere, name) != kEverywhere.end() ||
         (name.ends_with("_t") && (name.starts_with("int") || name.starts_with("uint")));
}

bool needs_definition(Strength strength) { return strength == Strength::complete || strength == Strength::member || strength == Strength::inherit; }

bool is_standard(const std::string& spelled) {
  return standard::Header::named(spelled) || standard::Header::named(spelled, standard::Lang::C);
}

llvm::StringRef stem(llvm::StringRef path) { return llvm::sys::path::stem(path); }

/// Does a file of this path hold the bodies of the other one, or stand in a folder that is not for others?
bool is_part_of(llvm::StringRef part, llvm::StringRef whole) {
  if (stem(part).starts_with(stem(whole))) {
    const auto rest = llvm::sys::path::filename(part).drop_front(stem(whole).size()).lower();
    for (const auto* ending : {"inl", "impl", "ipp", "tpp", "tcc", "txx", "icc", "templates"})
      if (llvm::StringRef(rest).contains(ending)) return true;
  }
  const auto folder = llvm::sys::path::parent_path(part);
  const auto name = llvm::sys::path::filename(folder);
  for (const auto* inner : {"detail", "details", "impl", "internal", "private", "bits"})
    if (name == inner && llvm::sys::path::filename(llvm::sys::path::parent_path(whole)) != inner) return true;
  return false;
}

/// Where one symbol is to be had.
struct Provided {
  std::vector<FileNumber> files;       ///< sorted; what declares it
  std::vector<std::string> standard;   ///< headers that the standard names, the best first
  std::string name;
  bool everywhere = false;
};

class Judge {
 public:
  Judge(clang::ASTContext& context, const IncludeRecord& record, const UnitNotes& notes, const UseTargets& targets, UnitFiles& files)
      : record_(record), targets_(targets), survey_(context, record), by_project_(files.size(), kNoFile), ids_(record.files().size()), uses_(record.files().size()),
        spaces_(record.files().size()) {
    for (std::uint32_t f = 0; f < files.size(); ++f)
      if ((by_project_[f] = record.number(files.id(f))) != kNoFile) ids_[by_project_[f]] = files.id(f);
    notes.each_use([&](std::uint32_t file, std::uint32_t offset, std::uint32_t target, Strength strength) {
      if (targets[target].decl != nullptr && llvm::isa<clang::NamespaceDecl>(targets[target].decl)) return;
      if (by_project_[file] == kNoFile) return;
      const auto symbol = provided(target, needs_definition(strength));
      const auto [known, fresh] = uses_[by_project_[file]].try_emplace(symbol, offset);
      if (!fresh) known->second = std::min(known->second, offset);
    });
    for (const auto& [space, location] : notes.spaces())
      if (const FileNumber file = record.number(location); file != kNoFile) spaces_[file].push_back(space);
  }

  std::vector<IncludeUse> judge(FileNumber number, bool is_main) {
    const MetFile& file = record_.files()[number];
    std::vector<Line> lines;
    for (const auto l : file.lines) lines.push_back({.line = &record_.lines()[l], .worth = first_worth(record_.lines()[l], file, is_main)});
    const std::vector<FileNumber> text = parts(number);
    std::set<std::uint32_t> symbols;
    for (const FileNumber part : text)
      for (const auto& [symbol, offset] : uses_[part]) symbols.insert(symbol);
    count_uses(lines, symbols);
    count_unspelled(lines, text);
    return answer(number, lines, symbols);
  }

 private:
  struct Line {
    const IncludeLine* line = nullptr;
    IncludeWorth worth = IncludeWorth::unused;
  };
  bool is_project(FileNumber file) const { return record_.files()[file].project != UnitFiles::kOutside; }

  IncludeWorth first_worth(const IncludeLine& line, const MetFile& file, bool is_main) const {
    if (line.to == kNoFile || line.kept || (!is_main && !file.self_contained)) return IncludeWorth::kept;
    const MetFile& to = record_.files()[line.to];
    if (to.always_keep || passes_on(line)) return IncludeWorth::kept;
    return std::ranges::find(kUnspelled, line.spelled) == kUnspelled.end() ? IncludeWorth::unused : IncludeWorth::kept;
  }

  /// Does what the line brings count as declared by the file that it stands in? So with all lines of one that declares nothing.
  bool passes_on(const IncludeLine& line) const {
    const MetFile& to = record_.files()[line.to];
    return line.exported || !to.self_contained || to.is_private || !survey_[line.from].nameable || is_part_of(to.path, record_.files()[line.from].path);
  }

  /// The file, and what it includes as a part of its text.
  std::vector<FileNumber> parts(FileNumber file) const {
    std::vector<FileNumber> out{file};
    for (std::size_t i = 0; i < out.size(); ++i)
      for (const auto l : record_.files()[out[i]].lines) {
        const FileNumber to = record_.lines()[l].to;
        if (to == kNoFile || !is_project(to) || std::ranges::find(out, to) != out.end()) continue;
        if (!record_.files()[to].self_contained || is_part_of(record_.files()[to].path, record_.files()[file].path)) out.push_back(to);
      }
    return out;
  }

  /// Files whose declarations count as those of `file`.
  const llvm::BitVector& provides(FileNumber file) {
    auto& out = provides_[file];
    if (!out.empty()) return out;
    out.resize(static_cast<unsigned>(record_.files().size()));
    out.set(file);
    std::vector<FileNumber> queue{file};
    for (std::size_t i = 0; i < queue.size(); ++i)
      for (const auto l : record_.files()[queue[i]].lines) {
        const IncludeLine& line = record_.lines()[l];
        if (line.to == kNoFile || out.test(line.to) || !passes_on(line)) continue;
        if (is_project(line.to)) out.set(line.to), queue.push_back(line.to);
        else out |= reaches(line.to);
      }
    return out;
  }

  /// All that is entered by way of a file.
  const llvm::BitVector& reaches(FileNumber file) {
    auto& out = reaches_[file];
    if (!out.empty()) return out;
    out = reached_without(file, kNoFile);
    return out;
  }
  llvm::BitVector reached_without(FileNumber file, FileNumber to) const {
    llvm::BitVector out(static_cast<unsigned>(record_.files().size()));
    out.set(file);
    std::vector<FileNumber> queue{file};
    for (std::size_t i = 0; i < queue.size(); ++i)
      for (const auto l : record_.files()[queue[i]].lines) {
        const FileNumber next = record_.lines()[l].to;
        if (next == kNoFile || out.test(next) || (i == 0 && next == to)) continue;
        out.set(next);
        queue.push_back(next);
      }
    return out;
  }

  std::uint32_t provided(std::uint32_t target, bool definition) {
    const auto [known, fresh] = provided_ids_.try_emplace({target, definition}, static_cast<std::uint32_t>(provided_.size()));
    if (!fresh) return known->second;
    Provided out;
    const UseTargets::Target& of = targets_[target];
    if (of.macro != nullptr) {
      if (const auto file = record_.number(of.macro->getDefinitionLoc()); file != kNoFile) out.files.push_back(file);
      out.name = of.macro_name;
      for (const auto language : {standard::Lang::CXX, standard::Lang::C})
        if (const auto symbol = standard::Symbol::named("", of.macro_name, language))
          for (const auto& header : symbol->headers()) out.standard.push_back(header.name().str());
    } else {
      add_declarations(of.decl, definition, out.files);
      out.name = qualified_name(of.decl);
      if (of.outside)
        if (const auto symbol = recognizer_(of.decl))
          for (const auto& header : symbol->headers()) out.standard.push_back(header.name().str());
    }
    sort_unique(out.files);
    out.everywhere = is_everywhere(out.name);
    provided_.push_back(std::move(out));
    return known->second;
  }

  void add_declarations(const clang::NamedDecl* decl, bool definition, std::vector<FileNumber>& out) const {
    const auto add = [&](const clang::Decl* each) {
      if (const auto file = record_.number(each->getLocation()); file != kNoFile) out.push_back(file);
    };
    if (const auto* tag = llvm::dyn_cast<clang::TagDecl>(decl); tag != nullptr && definition && tag->getDefinition() != nullptr)
      return add(tag->getDefinition());
    for (const auto* each : decl->redecls()) add(each);
  }

  /// The header that the standard names, the one that declares it, or one that passes it on.
  bool names(const Line& line, const Provided& symbol) {
    if (std::ranges::find(symbol.standard, line.line->spelled) != symbol.standard.end()) return true;
    const FileNumber to = line.line->to;
    if (!is_project(to)) return std::ranges::binary_search(symbol.files, to);
    const auto& provided = provides(to);
    return std::ranges::any_of(symbol.files, [&](FileNumber file) {
      if (provided.test(file)) return true;
      const std::string& instead = record_.files()[file].instead;
      return !instead.empty() && (instead == line.line->spelled || ends_as(record_.files()[to].path, instead));
    });
  }
  static bool ends_as(llvm::StringRef path, llvm::StringRef quoted) {
    const auto name = quoted.drop_front(1).drop_back(1);
    return path.consume_back(name) && path.ends_with("/");
  }
  bool leads_to(const Line& line, const Provided& symbol) {
    const auto& reached = reaches(line.line->to);
    return std::ranges::any_of(symbol.files, [&](FileNumber file) { return reached.test(file); });
  }

  void count_uses(std::vector<Line>& lines, const std::set<std::uint32_t>& symbols) {
    std::vector<const Provided*> open, everywhere;
    for (const auto id : symbols) {
      const Provided& symbol = provided_[id];
      bool named = false;
      for (auto& line : lines)
        if (line.line->to != kNoFile && names(line, symbol)) {
          named = true;
          if (line.worth == IncludeWorth::unused) line.worth = IncludeWorth::used;
        }
      const bool outside = std::ranges::none_of(symbol.files, [&](FileNumber file) { return is_project(file); });
      if (!named && outside) (symbol.everywhere ? everywhere : open).push_back(&symbol);
    }
    // What nobody names exactly is had through any header that leads to it.
    open.insert(open.end(), everywhere.begin(), everywhere.end());
    for (const Provided* symbol : open) {
      const bool is_had = symbol->everywhere && std::ranges::any_of(lines, [&](const Line& line) {
                            return line.worth != IncludeWorth::unused && line.line->to != kNoFile && leads_to(line, *symbol);
                          });
      if (is_had) continue;
      for (auto& line : lines)
        if (line.worth == IncludeWorth::unused && !is_project(line.line->to) && leads_to(line, *symbol)) line.worth = IncludeWorth::used;
    }
  }

  /// Lines that may count though no name in the text says so.
  void count_unspelled(std::vector<Line>& lines, const std::vector<FileNumber>& text) {
    for (auto& line : lines) {
      if (line.worth != IncludeWorth::unused) continue;
      if (!is_project(line.line->to) && is_standard(line.line->spelled)) {
        if (is_named_unseen(line, text)) line.worth = IncludeWorth::kept;
        continue;
      }
      const llvm::BitVector brought = brings(line);
      bool nameable = false, kept = false;
      for (const unsigned file : brought.set_bits()) {
        nameable |= survey_[file].nameable;
        kept |= survey_[file].implicit;
      }
      for (const FileNumber part : text)
        for (const auto* name : record_.files()[part].unseen)
          kept = kept || std::ranges::any_of(survey_.declaring(name), [&](FileNumber file) { return brought.test(file); });
      if (kept || !nameable) line.worth = IncludeWorth::kept;
    }
    for (const FileNumber part : text)
      for (const auto* space : spaces_[part]) need_namespace(lines, part, space);
  }

  /// What a line is responsible for: of a header outside the project, what it includes beside itself, too.
  llvm::BitVector brings(const Line& line) {
    if (is_project(line.line->to)) return provides(line.line->to);
    llvm::BitVector out = reaches(line.line->to);
    const auto folder = llvm::sys::path::parent_path(record_.files()[line.line->to].path);
    for (const unsigned file : llvm::BitVector(out).set_bits())
      if (!llvm::StringRef(record_.files()[file].path).starts_with(folder)) out.reset(file);
    return out;
  }

  /// Does text that no parse sees have a word for what the standard header is there for?
  bool is_named_unseen(const Line& line, const std::vector<FileNumber>& text) const {
    return std::ranges::any_of(text, [&](FileNumber part) {
      return std::ranges::any_of(record_.files()[part].unseen, [&](const clang::IdentifierInfo* name) {
        for (const auto language : {standard::Lang::CXX, standard::Lang::C})
          for (const auto* scope : {"std::", "", "std::chrono::", "std::filesystem::"})
            if (const auto symbol = standard::Symbol::named(scope, name->getName(), language))
              for (const auto& header : symbol->headers())
                if (header.name() == line.line->spelled) return true;
        return false;
      });
    });
  }

  void need_namespace(std::vector<Line>& lines, FileNumber part, const clang::NamedDecl* space) {
    Provided named;
    add_declarations(space, false, named.files);
    if (std::ranges::find(named.files, part) != named.files.end()) return;
    const bool is_had = std::ranges::any_of(lines, [&](const Line& line) {
      return line.worth != IncludeWorth::unused && line.line->to != kNoFile && leads_to(line, named);
    });
    if (is_had) return;
    for (auto& line : lines)
      if (line.worth == IncludeWorth::unused && leads_to(line, named)) line.worth = IncludeWorth::kept;
  }

  std::vector<IncludeUse> answer(FileNumber number, const std::vector<Line>& lines, const std::set<std::uint32_t>& symbols) {
    std::vector<IncludeUse> out;
    for (const auto& line : lines) {
      IncludeUse use{.line = line.line->line, .column = line.line->column, .worth = line.worth, .relied = {}};
      if (line.worth == IncludeWorth::unused && !add_relied(number, line.line->to, symbols, use.relied)) use.worth = IncludeWorth::kept;
      out.push_back(std::move(use));
    }
    sort_unique(out);
    return out;
  }

  /// What would be missing without the lines that lead to `to`, in the file itself and in the unit. False: it cannot be said.
  bool add_relied(FileNumber number, FileNumber to, const std::set<std::uint32_t>& symbols, std::vector<Reliance>& out) {
    if (!before_) before_.emplace(record_);
    const IncludeOrder after(record_, number, to);
    if (!before_->sound() || !after.sound()) return false;
    const llvm::BitVector& all = reaches(number);
    const llvm::BitVector rest = reached_without(number, to);
    std::map<std::pair<FileNumber, std::string>, Reliance> found;
    const auto add = [&](FileNumber file, const Provided& symbol, std::uint32_t offset) {
      const std::string header = header_of(symbol);
      Reliance relied{.file = file == number ? "" : record_.files()[file].path, .name = symbol.name, .header = header, .at = position(file, offset)};
      const auto [known, fresh] = found.try_emplace({file, header}, relied);
      if (!fresh && relied.at < known->second.at) known->second = std::move(relied);
    };
    for (const auto id : symbols) {
      const Provided& symbol = provided_[id];
      const auto has = [&](const llvm::BitVector& files) { return std::ranges::any_of(symbol.files, [&](FileNumber file) { return files.test(file); }); };
      if (const auto at = uses_[number].find(id); at != uses_[number].end() && has(all) && !has(rest)) add(number, symbol, at->second);
    }
    for (FileNumber file = 0; file < uses_.size(); ++file) {
      if (uses_[file].empty() || after.entered(file) == IncludeOrder::kNever) continue;
      for (const auto& [id, offset] : uses_[file]) {
        const Provided& symbol = provided_[id];
        // Where it was not there before either, something else says when it counts: a macro's body, a template.
        const auto is_there = [&](const IncludeOrder& order, std::uint32_t when) {
          return std::ranges::any_of(symbol.files, [&](FileNumber by) { return order.entered(by) != IncludeOrder::kNever && order.entered(by) <= when; });
        };
        if (symbol.files.empty() || !is_there(*before_, IncludeOrder::kNever) || is_there(after, after.reached(file, offset))) continue;
        if (is_there(*before_, before_->reached(file, offset)) || !is_there(after, IncludeOrder::kNever)) add(file, symbol, offset);
      }
    }
    constexpr std::size_t kMost = 20;
    for (auto& [key, relied] : found)
      if (out.size() < kMost) out.push_back(std::move(relied));
    sort_unique(out);
    return true;
  }

  /// What to include for it.
  std::string header_of(const Provided& symbol) const {
    if (!symbol.standard.empty()) return symbol.standard.front();
    if (symbol.files.empty()) return {};
    FileNumber file = symbol.files.front();
    for (const FileNumber each : symbol.files)
      if (record_.files()[each].self_contained && !record_.files()[file].self_contained) file = each;
    const MetFile& met = record_.files()[file];
    if (!met.instead.empty()) return met.instead;
    if (is_project(file)) return met.path;
    for (const auto& line : record_.lines())
      if (line.to == file && line.from != kNoFile && is_project(line.from)) return line.spelled;
    return {};
  }

  TextPosition position(FileNumber file, std::uint32_t offset) const {
    const auto& sources = record_.preprocessor().getSourceManager();
    const auto id = ids_[file];
    return {sources.getLineNumber(id, offset), sources.getColumnNumber(id, offset)};
  }

  const IncludeRecord& record_;
  const UseTargets& targets_;
  IncludeSurvey survey_;
  std::vector<FileNumber> by_project_;
  std::vector<clang::FileID> ids_;  ///< by file: of those of the project
  std::vector<std::map<std::uint32_t, std::uint32_t>> uses_;  ///< by file: what it uses, as provided_ counts, and where first
  std::vector<std::vector<const clang::NamedDecl*>> spaces_;  ///< by file
  std::vector<Provided> provided_;
  std::map<std::pair<std::uint32_t, bool>, std::uint32_t> provided_ids_;
  std::map<FileNumber, llvm::BitVector> provides_, reaches_;
  std::optional<IncludeOrder> before_;
  standard::Recognizer recognizer_;
};

}  // namespace

std::vector<std::vector<IncludeUse>> include_uses(clang::ASTContext& context, const IncludeRecord& record, const UnitNotes& notes,
                                                  const UseTargets& targets, UnitFiles& files, bool with_main_file) {
  Judge judge(context, record, notes, targets, files);
  std::vector<std::vector<IncludeUse>> out(files.size());
  for (std::uint32_t f = 0; f < files.size(); ++f) {
    const FileNumber number = record.number(files.id(f));
    const bool is_main = number == record.main_file();
    if (number != kNoFile && (with_main_file || !is_main)) out[f] = judge.judge(number, is_main);
  }
  return out;
}

}  // namespace unknot
