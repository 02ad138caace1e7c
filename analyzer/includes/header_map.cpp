// The bytes of a header map: a header, buckets of three offsets, a pool of strings.
#include "analyzer/includes/header_map.h"

#include <algorithm>
#include <cstdint>

namespace unknot {
namespace {

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  bool swapped = false;

  std::uint32_t word(std::size_t at, std::size_t size) const {
    std::uint32_t out = 0;
    if (at + size > bytes_.size()) return 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[at + i]));
      out |= byte << 8 * (swapped ? size - 1 - i : i);
    }
    return out;
  }
  /// The string at an offset; nothing where it does not end within the file.
  std::optional<std::string_view> text(std::size_t at) const {
    if (at >= bytes_.size()) return std::nullopt;
    const auto end = bytes_.find('\0', at);
    if (end == std::string_view::npos) return std::nullopt;
    return bytes_.substr(at, end - at);
  }

 private:
  std::string_view bytes_;
};

}  // namespace

std::string folded(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<HeaderMap> parse_header_map(std::string_view bytes) {
  constexpr std::uint32_t kMagic = 'h' << 24 | 'm' << 16 | 'a' << 8 | 'p';
  constexpr std::size_t kHeaderSize = 24;
  constexpr std::size_t kBucketSize = 12;
  if (bytes.size() < kHeaderSize) return std::nullopt;
  Bytes in(bytes);
  if (in.word(0, 4) != kMagic) in.swapped = true;
  if (in.word(0, 4) != kMagic || in.word(4, 2) != 1 || in.word(6, 2) != 0) return std::nullopt;
  const std::size_t strings = in.word(8, 4);
  const std::size_t buckets = in.word(16, 4);
  if (buckets > (bytes.size() - kHeaderSize) / kBucketSize) return std::nullopt;
  HeaderMap map;
  for (std::size_t i = 0; i < buckets; ++i) {
    const std::size_t at = kHeaderSize + i * kBucketSize;
    if (in.word(at, 4) == 0) continue;  // an empty bucket
    const auto key = in.text(strings + in.word(at, 4));
    const auto prefix = in.text(strings + in.word(at + 4, 4));
    const auto suffix = in.text(strings + in.word(at + 8, 4));
    if (key && prefix && suffix) map.emplace(folded(*key), std::string(*prefix) + std::string(*suffix));
  }
  return map;
}

}  // namespace unknot
