// Facts as bytes and back.
#include "analyzer/extract/facts.h"

#include <algorithm>

#include "analyzer/extract/fact_fields.h"
#include "xxhash.h"

namespace unknot {

std::uint32_t macro_hash(std::string_view name) { return XXH32(name.data(), name.size(), 0); }

bool is_sound(const FileFacts& facts) {
  const auto condition = [&](const std::vector<FactLiteral>& literals) {
    return std::ranges::all_of(literals, [&](const FactLiteral& l) { return l.atom < facts.atoms.size(); });
  };
  const auto include = [&](const IncludeFact& i) {
    return i.condition < facts.conditions.size() && i.guard <= facts.guards.size();
  };
  const auto module = [&](const ModuleFact& m) { return m.condition < facts.conditions.size(); };
  const auto is_name = [](const std::string& text) {
    return text.size() > 2 && ((text.front() == '"' && text.back() == '"') || (text.front() == '<' && text.back() == '>'));
  };
  const auto alias = [&](const std::pair<std::string, std::string>& a) { return is_name(a.first) && is_name(a.second); };
  return !facts.conditions.empty() && std::ranges::all_of(facts.conditions, condition) &&
         std::ranges::all_of(facts.includes, include) && std::ranges::all_of(facts.modules, module) &&
         std::ranges::all_of(facts.aliases, alias);
}

std::string encode_facts(const FileFacts& facts) {
  std::string out;
  FieldWriter(out).field(facts);
  return out;
}

bool decode_facts(std::string_view in, FileFacts& facts) {
  FieldReader bytes(in);
  bytes.field(facts);
  return bytes.complete() && is_sound(facts);
}

}  // namespace unknot
