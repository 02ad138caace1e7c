// libyaml's events become nodes.
#include "analyzer/python/yaml_tree.h"

#include <yaml.h>

#include <algorithm>
#include <map>
#include <string>

namespace unknot {
namespace {

constexpr int kDeepestYaml = 60;
constexpr std::size_t kMostNodes = 200'000;

struct Event {
  Event() = default;
  ~Event() { yaml_event_delete(&raw); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  yaml_event_t raw{};
};

std::string text_of(const yaml_char_t* text) { return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text)); }

class Reader {
 public:
  explicit Reader(std::string_view text) {
    is_there_ = yaml_parser_initialize(&parser_) == 1;
    if (is_there_) yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Reader() {
    if (is_there_) yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::optional<JsonNode> run() {
    if (!is_there_) return std::nullopt;
    for (;;) {
      Event event;
      if (yaml_parser_parse(&parser_, &event.raw) == 0 || event.raw.type == YAML_STREAM_END_EVENT) return std::nullopt;
      if (event.raw.type == YAML_STREAM_START_EVENT || event.raw.type == YAML_DOCUMENT_START_EVENT) continue;
      return node(event.raw, 0);
    }
  }

 private:
  static Position place(const yaml_mark_t& mark) { return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)}; }

  static std::size_t size(const JsonNode& node) {
    std::size_t out = 1;
    for (const auto& child : node.children) out += size(child);
    return out;
  }

  std::optional<JsonNode> next(int depth, yaml_event_type_t end, bool& ended) {
    Event event;
    ended = false;
    if (yaml_parser_parse(&parser_, &event.raw) == 0) return std::nullopt;
    if (event.raw.type == end) return ended = true, std::nullopt;
    return node(event.raw, depth);
  }

  std::optional<JsonNode> node(const yaml_event_t& event, int depth) {
    if (depth > kDeepestYaml || ++nodes_ > kMostNodes) return std::nullopt;
    JsonNode out{.at = place(event.start_mark)};
    std::string anchor;
    bool ended = false;
    switch (event.type) {
      case YAML_ALIAS_EVENT: {
        const auto known = anchors_.find(text_of(event.data.alias.anchor));
        if (known == anchors_.end()) return std::nullopt;
        nodes_ += size(known->second);
        if (nodes_ > kMostNodes) return std::nullopt;
        return known->second;
      }
      case YAML_SCALAR_EVENT:
        anchor = text_of(event.data.scalar.anchor);
        out.kind = JsonKind::text;
        out.text.assign(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
        // A block's text begins on the line behind its sign.
        if (event.data.scalar.style == YAML_LITERAL_SCALAR_STYLE || event.data.scalar.style == YAML_FOLDED_SCALAR_STYLE) out.at = {out.at.line + 1, 1};
        else if (event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) ++out.at.column;
        break;
      case YAML_SEQUENCE_START_EVENT:
        anchor = text_of(event.data.sequence_start.anchor);
        out.kind = JsonKind::list;
        for (;;) {
          auto item = next(depth + 1, YAML_SEQUENCE_END_EVENT, ended);
          if (ended) break;
          if (!item) return std::nullopt;
          out.children.push_back(std::move(*item));
        }
        break;
      case YAML_MAPPING_START_EVENT:
        anchor = text_of(event.data.mapping_start.anchor);
        out.kind = JsonKind::object;
        for (;;) {
          auto key = next(depth + 1, YAML_MAPPING_END_EVENT, ended);
          if (ended) break;
          if (!key) return std::nullopt;
          auto value = next(depth + 1, YAML_MAPPING_END_EVENT, ended);
          if (!value) return std::nullopt;
          if (key->text == "<<") {
            merge(*value, out);
            continue;
          }
          value->key = key->text;
          value->key_at = key->at;
          std::erase_if(out.children, [&](const JsonNode& other) { return other.key == value->key; });
          out.children.push_back(std::move(*value));
        }
        break;
      default: return std::nullopt;
    }
    if (!anchor.empty()) anchors_.insert_or_assign(anchor, out);
    return out;
  }
  static void merge(const JsonNode& from, JsonNode& into) {
    if (from.kind == JsonKind::list)
      for (const auto& one : from.children) merge(one, into);
    if (from.kind != JsonKind::object) return;
    for (const auto& member : from.children)
      if (std::ranges::find(into.children, member.key, &JsonNode::key) == into.children.end()) into.children.push_back(member);
  }

  yaml_parser_t parser_{};
  bool is_there_ = false;
  std::size_t nodes_ = 0;
  std::map<std::string, JsonNode> anchors_;
};

}  // namespace

std::optional<JsonNode> parse_yaml(std::string_view text) { return Reader(text).run(); }

}  // namespace unknot
