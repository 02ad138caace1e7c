// Batches of files to the workers; a batch that is lost is asked again file by file, so that one file is named.
#include "analyzer/includes/scan_files.h"

#include <algorithm>

#include "analyzer/source_tree/overlay.h"

namespace unknot {

FileScanner::FileScanner(const SourceTree& tree, const Folders& folders, SourceFiles& sources, Workers& workers,
                         FactsStore* store, const ProgressListener& progress)
    : tree_(tree), folders_(folders), sources_(sources), workers_(workers), store_(store), progress_(progress) {
  if (store_ != nullptr) stored_ = store_->load_files();
}

void FileScanner::scan(const std::vector<FileId>& files) {
  std::vector<FileId> wanted;
  for (const FileId file : files) {
    if (!asked_.insert(file).second) continue;
    const auto now = stored_.empty() ? std::unexpected(ReadStatus::missing) : tree_.stat(folders_.path(file));
    const auto known = now ? stored_.find(key(file, *now)) : stored_.end();
    if (known != stored_.end()) {
      FileFacts facts;
      if (*now == known->second.signature && decode_facts(known->second.facts, facts)) {
        sources_.set(file, std::move(facts));
        read_.emplace_back(file, known->second.signature);
        continue;
      }
    }
    wanted.push_back(file);
  }
  constexpr std::size_t kBatch = 48;
  run(wanted, kBatch);
}

void FileScanner::run(const std::vector<FileId>& files, std::size_t batch) {
  std::vector<Request> requests;
  for (std::size_t begin = 0; begin < files.size(); begin += batch) {
    ScanRequest request;
    for (std::size_t i = begin; i < std::min(begin + batch, files.size()); ++i)
      request.paths.push_back(folders_.path(files[i]));
    requests.push_back(std::move(request));
  }
  std::vector<FileId> lost;
  std::size_t done = 0;
  workers_.run(requests, [&](std::size_t r, Answer answer) {
    const std::size_t begin = r * batch;
    const std::size_t end = std::min(begin + batch, files.size());
    done += end - begin;
    if (progress_) progress_(Phase::scan, done, files.size());
    if (answer.reply) {
      auto& reply = std::get<ScanReply>(*answer.reply);
      for (std::size_t i = begin; i < end && i - begin < reply.files.size(); ++i) take(files[i], std::move(reply.files[i - begin]));
    } else if (end - begin > 1 && workers_.unavailable().empty()) {
      lost.insert(lost.end(), files.begin() + static_cast<std::ptrdiff_t>(begin), files.begin() + static_cast<std::ptrdiff_t>(end));
    } else if (workers_.unavailable().empty()) {
      for (std::size_t i = begin; i < end; ++i) failures_.push_back({files[i], answer.failure, true});
    }
  });
  if (!lost.empty()) {
    std::ranges::sort(lost);
    run(lost, 1);
  }
}

void FileScanner::take(FileId file, ScannedFile&& scanned) {
  if (scanned.status != ReadStatus::ok) {
    const bool gone = scanned.status == ReadStatus::missing;
    failures_.push_back({file, gone ? "vanished while it was looked at" : std::string(in_words(scanned.status)), false});
    return;
  }
  read_.emplace_back(file, scanned.signature);
  if (store_ != nullptr) {
    StoredFile stored{.signature = scanned.signature, .hash = scanned.hash, .facts = encode_facts(scanned.facts)};
    fresh_.emplace_back(key(file, scanned.signature), std::move(stored));
  }
  sources_.set(file, std::move(scanned.facts));
}

/// What is not on disk is kept beside what is, under the name of its tree.
std::string FileScanner::key_suffix() const {
  const auto overlay = tree_.overlay();
  return overlay == nullptr ? std::string() : '\0' + overlay->name;
}
std::string FileScanner::key(FileId file, const FileSignature& signature) const {
  return folders_.path(file) + (is_by_content(signature) ? key_suffix() : std::string());
}

void FileScanner::save() {
  if (store_ == nullptr) return;
  std::vector<std::string> gone;
  std::set<std::string> read;
  for (const auto& [file, signature] : read_) read.insert(key(file, signature));
  // Each tree forgets its own.
  const std::string suffix = key_suffix();
  for (const auto& [key, stored] : stored_)
    if (!read.contains(key) && (suffix.empty() ? key.find('\0') == std::string::npos : key.ends_with(suffix))) gone.push_back(key);
  std::ranges::sort(gone);
  std::ranges::sort(fresh_, {}, &std::pair<std::string, StoredFile>::first);
  if (!fresh_.empty() || !gone.empty()) store_->save_files(fresh_, gone);
}

}  // namespace unknot
