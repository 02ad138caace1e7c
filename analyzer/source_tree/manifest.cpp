// Checking a manifest is one stat for each entry.
#include "analyzer/source_tree/manifest.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace unknot {

bool holds(const Manifest& manifest, const SourceTree& tree, unsigned threads) {
  const auto same = [&](const std::pair<std::string, FileSignature>& entry) {
    const auto now = tree.stat(entry.first);
    return now && *now == entry.second;
  };
  const auto gone = [&](const std::string& path) {
    const auto now = tree.stat(path);
    return !now && now.error() == ReadStatus::missing;
  };
  const auto leads = [&](const std::pair<std::string, std::string>& entry) {
    const auto now = tree.real_path(entry.first);
    return now && *now == entry.second;
  };
  // The folders first: they are few and tell most changes.
  if (!std::ranges::all_of(manifest.folders, same) || !std::ranges::all_of(manifest.redirected, leads) || !std::ranges::all_of(manifest.missing, gone)) return false;
  std::atomic<bool> sound = true;
  std::atomic<std::size_t> next = 0;
  constexpr std::size_t kShare = 256;
  const auto work = [&] {
    while (sound) {
      const std::size_t begin = next.fetch_add(kShare);
      if (begin >= manifest.files.size()) return;
      const std::size_t end = std::min(begin + kShare, manifest.files.size());
      for (std::size_t i = begin; i < end; ++i)
        if (!same(manifest.files[i])) sound = false;
    }
  };
  std::vector<std::jthread> others;
  const std::size_t useful = manifest.files.size() / kShare;
  for (unsigned i = 1; i < std::min<std::size_t>(threads, useful); ++i) others.emplace_back(work);
  work();
  others.clear();
  return sound;
}

}  // namespace unknot
