// Implications by the text of atoms.
#include "checks/implications.h"

#include <algorithm>
#include <cctype>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

bool is_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

/// {"X", "1"} of "X == 1"
std::pair<std::string, std::string> equality(const std::string& text) {
  const auto at = text.find(" == ");
  if (at == std::string::npos || text.find(' ', at + 4) != std::string::npos || !is_name(text.substr(0, at))) return {};
  const auto value = text.substr(at + 4);
  if (value.empty() || value.find_first_not_of("0123456789") != std::string::npos) return {};
  return {text.substr(0, at), value};
}

}  // namespace

Implications::Implications(const Program& program) : program_(program) {
  for (std::uint32_t i = 0; i < program.atoms.size(); ++i) {
    by_text_.emplace(program.atoms[i].text, static_cast<AtomId>(i));
    if (const auto split = equality(program.atoms[i].text); !split.first.empty())
      by_subject_[split.first].push_back(static_cast<AtomId>(i));
  }
}

std::vector<Literal> Implications::of(const Dependency& dependency, Changeable changeable) const {
  std::vector<Literal> out;
  for (const auto& literal : program_.condition(dependency.condition).all_of) {
    const auto& atom = program_.atoms[index(literal.atom)];
    if (changeable == Changeable::dropped && !atom.changed_by.empty()) continue;
    out.push_back(literal);
    const auto imply = [&](const std::string& text, bool holds) {
      if (const auto found = by_text_.find(text); found != by_text_.end()) out.push_back({found->second, holds});
    };
    if (literal.holds && is_name(atom.text)) imply("defined(" + atom.text + ")", true);
    if (!literal.holds && atom.text.starts_with("defined(")) imply(atom.text.substr(8, atom.text.size() - 9), false);
    if (literal.holds)
      if (const auto others = by_subject_.find(equality(atom.text).first); others != by_subject_.end())
        for (const AtomId other : others->second)
          if (other != literal.atom) out.push_back({other, false});
  }
  sort_unique(out);
  return out;
}

}  // namespace unknot
