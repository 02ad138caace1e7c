// Look-up, parse, keep.
#include "analyzer/entering/asking.h"

#include <algorithm>
#include <chrono>

#include "analyzer/source_tree/overlay.h"
#include "xxhash.h"

namespace unknot {

Asking::Asking(const SourceTree& tree, WorkerOptions options, FactsStore* store, ProgressListener progress)
    : tree_(tree), options_(std::move(options)), store_(store), progress_(std::move(progress)),
      started_(std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()) {
  options_.overlay = tree.overlay();
}
Asking::~Asking() = default;

std::vector<EnterAnswer> Asking::ask(const std::vector<EnterRequest>& questions) {
  std::vector<EnterAnswer> out(questions.size());
  std::vector<Request> requests;
  std::vector<std::size_t> open;
  std::vector<std::string> keys(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (store_ != nullptr) {
      keys[i] = key_of(questions[i]);
      const auto kept = store_->load_answer(keys[i]);
      if (Reply reply; kept && holds(kept->manifest) && decode_reply(kept->value, reply) && std::holds_alternative<EnterReply>(reply)) {
        out[i].reply = std::get<EnterReply>(std::move(reply));
        continue;
      }
    }
    requests.emplace_back(questions[i]);
    open.push_back(i);
  }
  if (requests.empty()) return out;
  if (!workers_) {
    options_.jobs = static_cast<unsigned>(std::min<std::size_t>(options_.jobs, requests.size()));
    workers_ = std::make_unique<Workers>(options_);
  }
  std::vector<std::pair<std::string, StoredAnswer>> fresh;
  std::size_t done = 0;
  workers_->run(requests, [&](std::size_t r, Answer answer) {
    if (progress_) progress_(Phase::parse, ++done, requests.size());
    EnterAnswer& to = out[open[r]];
    if (!answer.reply) {
      to.failure = std::move(answer.failure);
      return;
    }
    auto& reply = std::get<EnterReply>(*answer.reply);
    if (store_ != nullptr) {
      Manifest manifest = manifest_of(reply);
      // What an answer stands on is kept beside it.
      reply.read.clear();
      reply.missing.clear();
      fresh.emplace_back(keys[open[r]], StoredAnswer{.manifest = std::move(manifest), .value = encode_reply(reply)});
    }
    to.reply = std::move(reply);
  });
  if (store_ != nullptr) {
    std::ranges::sort(fresh, {}, &std::pair<std::string, StoredAnswer>::first);
    store_->save_answers(fresh);
  }
  return out;
}

bool Asking::holds(const Manifest& manifest) {
  const auto now = [&](const std::string& path) -> const std::optional<FileSignature>& {
    const auto [known, fresh] = seen_.try_emplace(path);
    if (fresh)
      if (const auto signature = tree_.stat(path)) known->second = *signature;
    return known->second;
  };
  return std::ranges::all_of(manifest.files, [&](const auto& file) { return now(file.first) == file.second; }) &&
         std::ranges::all_of(manifest.missing, [&](const std::string& path) { return !now(path); });
}

/// A file that changed since we started may have changed behind its reading: what is kept of it holds for nothing.
Manifest Asking::manifest_of(const EnterReply& reply) const {
  constexpr std::int64_t kClockSteps = 40'000'000;  // nanoseconds by which a file system's clock may be late
  Manifest out;
  for (const auto& path : reply.read) {
    const auto signature = tree_.stat(path);
    const bool moving = !signature || (!is_by_content(*signature) && std::max(signature->mtime_ns, signature->ctime_ns) + kClockSteps > started_);
    out.files.emplace_back(path, moving ? FileSignature{} : *signature);
  }
  out.missing = reply.missing;
  return out;
}

std::string Asking::key_of(const EnterRequest& request) const {
  std::string text = std::string(kExtractorVersion) + '\0';
  if (const auto overlay = tree_.overlay()) text += overlay->name;
  text += '\0' + encode_request(request);
  const auto hash = XXH3_128bits(text.data(), text.size());
  const XXH128_canonical_t bytes = [&] {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    return canonical;
  }();
  return {reinterpret_cast<const char*>(bytes.digest), sizeof bytes.digest};  // NOLINT: bytes as bytes
}

}  // namespace unknot
