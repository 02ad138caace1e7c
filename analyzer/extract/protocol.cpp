// The encoding of requests and replies: a tag, then the fields in order.
#include "analyzer/extract/protocol.h"

namespace unknot {
namespace {

// Each struct lists its fields once, in `fields`; writing and reading both walk that list.
struct Writing {
  ByteWriter& bytes;
  void field(const std::string& value) { bytes.text(value); }
  void field(std::uint32_t value) { bytes.number(value); }
  void field(std::uint64_t value) { bytes.number(value); }
  void field(bool value) { bytes.number(value); }
  void field(ReadStatus value) { bytes.number(static_cast<std::uint64_t>(value)); }
  void field(SearchGroup value) { bytes.number(static_cast<std::uint64_t>(value)); }
  void field(const FileFacts& value) { encode(bytes, value); }
  void field(const FileSignature& value) { encode(bytes, value); }
  template <class T>
  void field(const std::vector<T>& values) {
    bytes.number(values.size());
    for (const auto& value : values) field(value);
  }
  template <class T>
    requires requires(T& t, Writing& w) { fields(t, w); }
  void field(const T& value) {
    fields(value, *this);
  }
};

struct Reading {
  ByteReader& bytes;
  void field(std::string& value) { value = bytes.text(); }
  void field(std::uint32_t& value) { value = bytes.number32(); }
  void field(std::uint64_t& value) { value = bytes.number(); }
  void field(bool& value) { value = bytes.number() != 0; }
  void field(ReadStatus& value) { value = static_cast<ReadStatus>(bytes.number()); }
  void field(SearchGroup& value) { value = static_cast<SearchGroup>(bytes.number()); }
  void field(FileFacts& value) { decode(bytes, value); }
  void field(FileSignature& value) { decode(bytes, value); }
  template <class T>
  void field(std::vector<T>& values) {
    values.resize(bytes.length());
    for (auto& value : values) field(value);
  }
  template <class T>
    requires requires(T& t, Reading& r) { fields(t, r); }
  void field(T& value) {
    fields(value, *this);
  }
};

template <class T, class Base>
concept Is = std::same_as<std::remove_const_t<T>, Base>;

void fields(Is<ScannedFile> auto& v, auto& f) {
  f.field(v.status), f.field(v.signature), f.field(v.links), f.field(v.hash[0]), f.field(v.hash[1]), f.field(v.facts);
}
void fields(Is<DriverEntry> auto& v, auto& f) { f.field(v.path), f.field(v.group); }
void fields(Is<EnteredInclude> auto& v, auto& f) { f.field(v.from), f.field(v.to), f.field(v.line); }
void fields(Is<MacroChange> auto& v, auto& f) { f.field(v.name), f.field(v.depends_on); }
void fields(Is<ScanRequest> auto& v, auto& f) { f.field(v.paths); }
void fields(Is<DriverRequest> auto& v, auto& f) { f.field(v.directory), f.field(v.flags), f.field(v.file); }
void fields(Is<PreprocessRequest> auto& v, auto& f) { f.field(v.directory), f.field(v.flags), f.field(v.file); }
void fields(Is<MacroRequest> auto& v, auto& f) { f.field(v.paths), f.field(v.names); }
void fields(Is<ScanReply> auto& v, auto& f) { f.field(v.files); }
void fields(Is<DriverReply> auto& v, auto& f) { f.field(v.ok), f.field(v.message), f.field(v.search), f.field(v.probed); }
void fields(Is<PreprocessReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.message), f.field(v.paths), f.field(v.includes), f.field(v.read), f.field(v.missing);
}
void fields(Is<MacroReply> auto& v, auto& f) { f.field(v.names), f.field(v.files); }

template <class Variant>
std::string encode_variant(const Variant& value) {
  std::string out;
  ByteWriter bytes(out);
  bytes.number(value.index());
  std::visit([&](const auto& v) { Writing{bytes}.field(v); }, value);
  return out;
}

template <class Variant, std::size_t I = 0>
bool decode_alternative(std::size_t tag, ByteReader& bytes, Variant& value) {
  if constexpr (I < std::variant_size_v<Variant>) {
    if (tag != I) return decode_alternative<Variant, I + 1>(tag, bytes, value);
    Reading{bytes}.field(value.template emplace<I>());
    return bytes.ok() && bytes.at_end();
  } else {
    return false;
  }
}

template <class Variant>
bool decode_variant(std::string_view in, Variant& value) {
  ByteReader bytes(in);
  const std::uint64_t tag = bytes.number();
  return bytes.ok() && decode_alternative(tag, bytes, value);
}

}  // namespace

std::string encode_request(const Request& request) { return encode_variant(request); }
bool decode_request(std::string_view in, Request& request) { return decode_variant(in, request); }
std::string encode_reply(const Reply& reply) { return encode_variant(reply); }
bool decode_reply(std::string_view in, Reply& reply) { return decode_variant(in, reply); }

}  // namespace unknot
