// Bytes out, bytes in: the one encoding of facts on pipes, in the cache and at a remote worker.
// Little-endian base-128 integers (LEB128, as in DWARF) and length-prefixed strings and lists. It knows nothing of facts.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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

/// A struct names its fields once, in a function beside it:
///   static void fields(Is<Place> auto& v, auto& f) { f.field(v.file), f.field(v.line); }
/// Writing and reading both walk that list, so they cannot drift apart.
template <class T, class Base>
concept Is = std::same_as<std::remove_const_t<T>, Base>;
template <class T>
concept NumberLike = std::integral<T> || std::is_enum_v<T>;

class FieldWriter {
 public:
  explicit FieldWriter(std::string& out) : bytes_(out) {}
  void field(const std::string& value) { bytes_.text(value); }
  template <NumberLike T>
  void field(const T& value) {
    bytes_.number(static_cast<std::uint64_t>(value));
  }
  template <class T>
  void field(const std::vector<T>& values) {
    bytes_.number(values.size());
    for (const auto& value : values) field(value);
  }
  template <class T, std::size_t N>
  void field(const std::array<T, N>& values) {
    for (const auto& value : values) field(value);
  }
  template <class A, class B>
  void field(const std::pair<A, B>& value) {
    field(value.first), field(value.second);
  }
  template <class T>
    requires std::is_class_v<T>
  void field(const T& value) {
    fields(value, *this);
  }

 private:
  ByteWriter bytes_;
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view in) : bytes_(in) {}
  void field(std::string& value) { value = bytes_.text(); }
  template <NumberLike T>
  void field(T& value) {
    value = static_cast<T>(bytes_.number());
  }
  template <class T>
  void field(std::vector<T>& values) {
    values.clear();
    // One after the other: a length that lies must not cost memory before its elements are there.
    for (std::size_t left = bytes_.length(); left > 0 && bytes_.ok(); --left) field(values.emplace_back());
  }
  template <class T, std::size_t N>
  void field(std::array<T, N>& values) {
    for (auto& value : values) field(value);
  }
  template <class A, class B>
  void field(std::pair<A, B>& value) {
    field(value.first), field(value.second);
  }
  template <class T>
    requires std::is_class_v<T>
  void field(T& value) {
    fields(value, *this);
  }
  /// Was all of it read, and nothing missing?
  bool complete() const { return bytes_.ok() && bytes_.at_end(); }

 private:
  ByteReader bytes_;
};

}  // namespace unknot
