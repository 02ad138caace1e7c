// What travels between the programs and into the cache: it comes back as it went, and broken bytes are refused.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <unistd.h>

#include "analyzer/cache/extraction_bytes.h"
#include "analyzer/extract/frame.h"
#include "analyzer/extract/protocol.h"

namespace unknot {
namespace {

rc::Gen<std::string> text() { return rc::gen::arbitrary<std::string>(); }
std::vector<std::string> texts() { return *rc::gen::container<std::vector<std::string>>(text()); }
std::uint32_t small() { return *rc::gen::inRange<std::uint32_t>(0, 100'000); }
bool coin() { return *rc::gen::arbitrary<bool>(); }
/// An index into something of that size, which is not empty.
std::uint32_t index_of(std::size_t size) { return *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(size)); }
std::vector<std::string> at_least_one_text() {
  auto out = texts();
  out.push_back(*text());
  return out;
}
template <class Make>
auto some(Make make) {
  std::vector<decltype(make())> out;
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) out.push_back(make());
  return out;
}

FileSignature signature() {
  return {*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>(),
          *rc::gen::arbitrary<std::int64_t>(), *rc::gen::arbitrary<std::int64_t>()};
}
FileFacts facts() {
  FileFacts out;
  out.once = coin();
  out.guards = texts();
  out.atoms = at_least_one_text();
  const auto conditions = some([&] { return some([&] { return FactLiteral{index_of(out.atoms.size()), coin()}; }); });
  out.conditions.insert(out.conditions.end(), conditions.begin(), conditions.end());
  out.includes = some([&] {
    return IncludeFact{*rc::gen::element(DependencyKind::include, DependencyKind::include_next, DependencyKind::import),
                       *rc::gen::element(Spelled::quoted, Spelled::angled, Spelled::computed), *text(), small(), small(),
                       index_of(out.conditions.size()), index_of(out.guards.size() + 1)};
  });
  out.macros = some(small);
  out.aliases = some([] { return std::pair("<" + *text() + "x>", "<" + *text() + "y>"); });
  out.silences = some([] { return SilenceFact{small(), small(), small(), texts(), *text(), coin()}; });
  return out;
}

Request some_request() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0: return ScanRequest{texts()};
    case 1: return DriverRequest{*text(), texts(), *text()};
    case 2: return PreprocessRequest{*text(), texts(), *text(), *text()};
    default: return MacroRequest{texts(), texts()};
  }
}
Reply some_reply() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return ScanReply{some([] {
        return ScannedFile{*rc::gen::element(ReadStatus::ok, ReadStatus::missing, ReadStatus::unreadable), signature(),
                           {*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>()}, facts()};
      })};
    case 1: {
      DriverReply out;
      out.ok = coin();
      out.message = *text();
      out.search = some([] { return DriverEntry{*text(), *rc::gen::element(SearchGroup::quoted, SearchGroup::angled, SearchGroup::system), *rc::gen::element(PlaceKind::folder, PlaceKind::frameworks)}; });
      out.unknown = texts();
      out.probed = texts();
      return out;
    }
    case 2: {
      PreprocessReply out;
      out.ok = coin();
      out.message = *text();
      out.paths = at_least_one_text();
      out.includes = some([&] { return EnteredInclude{index_of(out.paths.size()), index_of(out.paths.size()), small()}; });
      out.read = texts();
      out.missing = texts();
      return out;
    }
    default: {
      const auto names = at_least_one_text();
      const auto name = [&] { return index_of(names.size()); };
      return MacroReply{names, some([&] { return some([&] { return MacroChange{name(), some(name)}; }); })};
    }
  }
}

TEST(ProtocolProperty, RequestsComeBack) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes = encode_request(some_request());
    Request back;
    RC_ASSERT(decode_request(bytes, back));
    RC_ASSERT(encode_request(back) == bytes);
  }));
}

TEST(ProtocolProperty, RepliesComeBack) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes = encode_reply(some_reply());
    Reply back;
    RC_ASSERT(decode_reply(bytes, back));
    RC_ASSERT(encode_reply(back) == bytes);
  }));
}

TEST(ProtocolProperty, FactsComeBackFieldByField) {
  EXPECT_TRUE(rc::check([] {
    const FileFacts went = facts();
    Reply back;
    ScannedFile file;
    file.facts = went;
    RC_ASSERT(decode_reply(encode_reply(ScanReply{{file}}), back));
    const FileFacts& came = std::get<ScanReply>(back).files.at(0).facts;
    RC_ASSERT(came.once == went.once);
    RC_ASSERT(came.guards == went.guards);
    RC_ASSERT(came.atoms == went.atoms);
    RC_ASSERT(came.conditions == went.conditions);
    RC_ASSERT(came.macros == went.macros);
    RC_ASSERT(came.includes.size() == went.includes.size());
    for (std::size_t i = 0; i < went.includes.size(); ++i) {
      const auto& a = went.includes[i];
      const auto& b = came.includes[i];
      RC_ASSERT(std::tie(a.kind, a.form, a.spelling, a.line, a.column, a.condition, a.guard) ==
                std::tie(b.kind, b.form, b.spelling, b.line, b.column, b.condition, b.guard));
    }
    RC_ASSERT(came.silences.size() == went.silences.size());
    for (std::size_t i = 0; i < went.silences.size(); ++i) {
      const auto& a = went.silences[i];
      const auto& b = came.silences[i];
      RC_ASSERT(std::tie(a.line, a.column, a.target_line, a.checks, a.reason, a.foreign) ==
                std::tie(b.line, b.column, b.target_line, b.checks, b.reason, b.foreign));
    }
  }));
}

TEST(ProtocolProperty, CutBytesAreRefused) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes = encode_reply(some_reply());
    Reply back;
    RC_ASSERT(!decode_reply(std::string_view(bytes).substr(0, *rc::gen::inRange<std::size_t>(0, bytes.size())), back));
    RC_ASSERT(!decode_reply(bytes + "x", back));
  }));
}

TEST(ProtocolProperty, AnyBytesAreRead) {
  EXPECT_TRUE(rc::check([] {
    auto bytes = coin() ? encode_reply(some_reply()) : *text();
    for (int n = *rc::gen::inRange(0, 6); n > 0 && !bytes.empty(); --n)
      bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = static_cast<char>(*rc::gen::inRange(0, 256));
    Request request;
    Reply reply;
    Manifest manifest;
    decode_request(bytes, request);
    decode_reply(bytes, reply);
    decode_manifest(bytes, manifest);
  }));
}

TEST(Protocol, AHugeLengthIsRefused) {
  Reply reply;
  EXPECT_FALSE(decode_reply(std::string("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11), reply));
  EXPECT_FALSE(decode_reply("", reply));
  EXPECT_FALSE(decode_reply("\x09", reply));
}

TEST(ManifestProperty, ComesBack) {
  EXPECT_TRUE(rc::check([] {
    const auto signed_paths = [] { return some([] { return std::pair(*text(), signature()); }); };
    const auto redirections = some([] { return std::pair(*text(), *text()); });
    const Manifest went{.files = signed_paths(), .folders = signed_paths(), .redirected = redirections, .missing = texts()};
    Manifest came;
    RC_ASSERT(decode_manifest(encode_manifest(went), came));
    RC_ASSERT(came.files == went.files);
    RC_ASSERT(came.folders == went.folders);
    RC_ASSERT(came.redirected == went.redirected);
    RC_ASSERT(came.missing == went.missing);
  }));
}

TEST(Frame, TravelsWhole) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  for (const std::string& text : {std::string(), std::string("a\0b", 3), std::string(5'000, 'x')}) {
    ASSERT_TRUE(write_frame(ends[1], text));
    std::string back;
    ASSERT_TRUE(read_frame(ends[0], back));
    EXPECT_EQ(back, text);
  }
  ASSERT_EQ(::write(ends[1], "\x05\0\0\0ab", 6), 6);
  ::close(ends[1]);
  std::string back;
  EXPECT_FALSE(read_frame(ends[0], back));
  EXPECT_FALSE(read_frame(ends[0], back));
  ::close(ends[0]);
}

}  // namespace
}  // namespace unknot
