// The fields of an overlay.
#include "analyzer/extract/overlay_bytes.h"

#include <iterator>
#include <utility>
#include <vector>

#include "analyzer/extract/codec.h"

namespace unknot {

static void fields(Is<Overlaid> auto& v, auto& f) { f.field(v.kind), f.field(v.bytes); }

std::string encode_overlay(const Overlay& overlay) {
  std::string out;
  FieldWriter writer(out);
  writer.field(overlay.name);
  writer.field(overlay.top);
  writer.field(std::vector<std::pair<std::string, Overlaid>>(overlay.paths.begin(), overlay.paths.end()));
  return out;
}

std::optional<Overlay> decode_overlay(std::string_view bytes) {
  Overlay out;
  std::vector<std::pair<std::string, Overlaid>> paths;
  FieldReader reader(bytes);
  reader.field(out.name);
  reader.field(out.top);
  reader.field(paths);
  if (!reader.complete()) return std::nullopt;
  out.paths.insert(std::make_move_iterator(paths.begin()), std::make_move_iterator(paths.end()));
  return out;
}

}  // namespace unknot
