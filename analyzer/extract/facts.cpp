// The encoding of file facts.
#include "analyzer/extract/facts.h"

#include "xxhash.h"

namespace unknot {
namespace {

void encode_texts(ByteWriter& out, const std::vector<std::string>& texts) {
  out.number(texts.size());
  for (const auto& text : texts) out.text(text);
}

void decode_texts(ByteReader& in, std::vector<std::string>& texts) {
  texts.resize(in.length());
  for (auto& text : texts) text = in.text();
}

}  // namespace

void encode(ByteWriter& out, const FileFacts& facts) {
  out.number(facts.once);
  encode_texts(out, facts.guards);
  encode_texts(out, facts.atoms);
  out.number(facts.conditions.size());
  for (const auto& condition : facts.conditions) {
    out.number(condition.size());
    for (const auto& literal : condition) out.number(literal.atom * 2ULL + literal.holds);
  }
  out.number(facts.includes.size());
  for (const auto& include : facts.includes) {
    out.number(static_cast<std::uint64_t>(include.kind));
    out.number(static_cast<std::uint64_t>(include.form));
    out.text(include.spelling);
    out.number(include.line);
    out.number(include.column);
    out.number(include.condition);
    out.number(include.guard);
  }
  out.number(facts.macros.size());
  std::uint32_t before = 0;
  for (const std::uint32_t macro : facts.macros) {
    out.number(macro - before);
    before = macro;
  }
  out.number(facts.silences.size());
  for (const auto& silence : facts.silences) {
    out.number(silence.line);
    out.number(silence.column);
    out.number(silence.target_line);
    encode_texts(out, silence.checks);
    out.text(silence.reason);
    out.number(silence.foreign);
  }
}

void decode(ByteReader& in, FileFacts& facts) {
  facts.once = in.number() != 0;
  decode_texts(in, facts.guards);
  decode_texts(in, facts.atoms);
  facts.conditions.assign(in.length(), {});
  for (auto& condition : facts.conditions) {
    condition.resize(in.length());
    for (auto& literal : condition) {
      const std::uint64_t value = in.number();
      literal = {.atom = static_cast<std::uint32_t>(value / 2), .holds = (value & 1) != 0};
    }
  }
  facts.includes.resize(in.length());
  for (auto& include : facts.includes) {
    include.kind = static_cast<DependencyKind>(in.number());
    include.form = static_cast<Spelled>(in.number());
    include.spelling = in.text();
    include.line = in.number32();
    include.column = in.number32();
    include.condition = in.number32();
    include.guard = in.number32();
  }
  facts.macros.resize(in.length());
  std::uint32_t before = 0;
  for (std::uint32_t& macro : facts.macros) macro = before += in.number32();
  facts.silences.resize(in.length());
  for (auto& silence : facts.silences) {
    silence.line = in.number32();
    silence.column = in.number32();
    silence.target_line = in.number32();
    decode_texts(in, silence.checks);
    silence.reason = in.text();
    silence.foreign = in.number() != 0;
  }
}

std::uint32_t macro_hash(std::string_view name) { return XXH32(name.data(), name.size(), 0); }

void encode(ByteWriter& out, const FileSignature& signature) {
  out.number(signature.device);
  out.number(signature.inode);
  out.number(signature.size);
  out.number(static_cast<std::uint64_t>(signature.mtime_ns));
  out.number(static_cast<std::uint64_t>(signature.ctime_ns));
}

void decode(ByteReader& in, FileSignature& signature) {
  signature.device = in.number();
  signature.inode = in.number();
  signature.size = in.number();
  signature.mtime_ns = static_cast<std::int64_t>(in.number());
  signature.ctime_ns = static_cast<std::int64_t>(in.number());
}

}  // namespace unknot
