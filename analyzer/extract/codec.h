// Bytes out, bytes in: the one encoding of facts on pipes, in the cache and at a remote worker.
// Little-endian base-128 integers (LEB128, as in DWARF) and length-prefixed strings. It knows nothing of facts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace unknot {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void number(std::uint64_t value) {
    while (value >= 0x80) {
      out_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
  }
  void text(std::string_view value) {
    number(value.size());
    out_.append(value);
  }

 private:
  std::string& out_;
};

/// Reads what ByteWriter wrote. Broken input never reads out of bounds: it makes `ok()` false for good, and every later
/// read gives 0 or "".
class ByteReader {
 public:
  explicit ByteReader(std::string_view in) : in_(in) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ == in_.size()) return fail();
      const auto byte = static_cast<unsigned char>(in_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return fail();
  }
  std::uint32_t number32() { return static_cast<std::uint32_t>(number()); }
  /// Borrows from the input.
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > in_.size() - at_) return fail(), std::string_view{};
    const auto value = in_.substr(at_, size);
    at_ += size;
    return value;
  }
  /// The length of a list whose elements take at least one byte each: a length that cannot be is an error.
  std::size_t length() {
    const std::uint64_t size = number();
    if (size > in_.size() - at_) return fail();
    return size;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == in_.size(); }

 private:
  std::uint64_t fail() {
    ok_ = false;
    at_ = in_.size();
    return 0;
  }

  std::string_view in_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace unknot
