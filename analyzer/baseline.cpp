// JSON with one entry a line.
#include "analyzer/baseline.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "analyzer/config/json_tree.h"

namespace unknot {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr const char* kVersionKey = "unknot_baseline";

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

const JsonNode* member(const JsonNode& object, std::string_view key) {
  const auto found = std::ranges::find(object.children, key, &JsonNode::key);
  return found == object.children.end() ? nullptr : &*found;
}

}  // namespace

std::expected<std::vector<BaselineEntry>, std::string> parse_baseline(std::string_view text, const std::string& name) {
  const auto wrong = [&](Position at, const std::string& what) {
    return std::unexpected(name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + what);
  };
  constexpr std::size_t kLongestMib = 256;
  const auto root = parse_json_tree(text, {.comments = JsonComments::refused, .longest_mib = kLongestMib});
  if (!root) return wrong(root.error().at, root.error().message);
  const JsonNode* version = root->kind == JsonKind::object ? member(*root, kVersionKey) : nullptr;
  if (version == nullptr || version->kind != JsonKind::integer)
    return wrong(root->at, "this is no baseline of unknot; `unknot baseline write` makes one");
  if (version->integer != kVersion)
    return wrong(version->at, "a baseline of version " + std::to_string(version->integer) + ", and this unknot knows version " +
                                  std::to_string(kVersion));
  const JsonNode* entries = member(*root, "entries");
  if (entries == nullptr || entries->kind != JsonKind::list) return wrong(root->at, "a baseline has a list of `entries`");
  std::vector<BaselineEntry> out;
  for (const auto& node : entries->children) {
    if (node.kind != JsonKind::object) return wrong(node.at, "an entry is an object");
    BaselineEntry entry;
    entry.at = {.file = name, .line = node.at.line, .column = node.at.column};
    for (const auto& [key, value] : {std::pair{"check", &entry.check}, {"file", &entry.from}, {"from", &entry.from},
                                     {"to", &entry.to}, {"fingerprint", &entry.fingerprint}})
      if (const JsonNode* found = member(node, key); found != nullptr) {
        if (found->kind != JsonKind::text) return wrong(found->at, std::string("`") + key + "` is a text");
        *value = found->text;
      }
    if (entry.check.empty() || entry.fingerprint.empty()) return wrong(node.at, "an entry has a `check` and a `fingerprint`");
    out.push_back(std::move(entry));
  }
  return out;
}

std::string baseline_text(std::span<const BaselineEntry> entries) {
  std::vector<std::string> lines;
  for (const auto& entry : entries) {
    std::string line = "    {\"check\": " + quoted(entry.check);
    line += entry.to.empty() ? ", \"file\": " + quoted(entry.from)
                             : ", \"from\": " + quoted(entry.from) + ", \"to\": " + quoted(entry.to);
    lines.push_back(line + ", \"fingerprint\": " + quoted(entry.fingerprint) + "}");
  }
  std::ranges::sort(lines);
  std::string out = std::string("{\n  \"") + kVersionKey + "\": " + std::to_string(kVersion) + ",\n  \"entries\": [";
  for (std::size_t i = 0; i < lines.size(); ++i) out += (i == 0 ? "\n" : ",\n") + lines[i];
  return out + (lines.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::expected<void, std::string> write_baseline(const std::string& path, std::span<const BaselineEntry> entries) {
  const std::string text = baseline_text(entries);
  std::string temporary = path + ".XXXXXX";
  const auto failed = [&]() -> std::expected<void, std::string> { return std::unexpected(path + ": " + std::strerror(errno)); };
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return failed();
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = ::write(file, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  bool good = done == text.size() && ::fchmod(file, 0666 & ~mask) == 0;
  good = ::close(file) == 0 && good;
  if (good && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const auto out = failed();
  ::unlink(temporary.c_str());
  return out;
}

}  // namespace unknot
