// Fingerprints, and the names of a finding's enumerations.
#include "checks/finding.h"

#include <array>

#include "xxhash.h"

namespace unknot {

std::string fingerprint(std::string_view check, std::string_view from, std::string_view to) {
  std::string text;
  for (const auto part : {check, from, to}) {
    text += part;
    text += '\0';
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "v1:";
  const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[(hash >> shift) & 0xf];
  return out;
}

std::string plural(std::string_view noun) {
  if (noun.ends_with("y")) return std::string(noun.substr(0, noun.size() - 1)) + "ies";
  return std::string(noun) + (noun.ends_with("s") ? "es" : "s");
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + (count == 1 ? std::string(noun) : plural(noun));
}

std::string only_in(const std::vector<std::string>& configurations) {
  std::string out;
  for (const auto& name : configurations) out += (out.empty() ? "only in " : ", ") + name;
  return out;
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

std::string_view name(FindingKind kind) {
  switch (kind) {
    case FindingKind::knot: return "knot";
    case FindingKind::loose_end: return "loose-end";
    case FindingKind::setting: return "setting";
    case FindingKind::tool: return "tool";
  }
  return "";
}

std::string_view name(State state) {
  switch (state) {
    case State::fresh: return "new";
    case State::unchanged: return "unchanged";
    case State::absent: return "absent";
  }
  return "";
}

std::string_view name(Level level) {
  switch (level) {
    case Level::file: return "file";
    case Level::folder: return "folder";
    case Level::component: return "component";
    case Level::module: return "module";
    case Level::namespace_: return "namespace";
    case Level::class_: return "class";
    case Level::symbol: return "symbol";
  }
  return "";
}

}  // namespace unknot
