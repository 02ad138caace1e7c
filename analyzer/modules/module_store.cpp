// An entry is <key>.unit: inputs, value, the module's name and sum, and a sum of all that; the module is <identity>.pcm.
#include "analyzer/modules/module_store.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/extract/fact_fields.h"
#include "xxhash.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;

struct StoredInput {
  std::string path;
  FileSignature signature;
  ContentHash hash{};
};
void fields(Is<StoredInput> auto& v, auto& f) { f.field(v.path), f.field(v.signature), f.field(v.hash); }

struct StoredEntry {
  std::vector<StoredInput> read;
  std::vector<std::string> missing;
  std::string value;
  std::string identity;
  ContentHash bmi{};  ///< of the module's bytes; zeros: there is none
};
void fields(Is<StoredEntry> auto& v, auto& f) {
  f.field(v.read), f.field(v.missing), f.field(v.value), f.field(v.identity), f.field(v.bmi);
}

ContentHash content_hash(std::string_view bytes) {
  const auto hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

/// Where a file's clock may stand behind the system's (as git's "racy" entries).
constexpr std::int64_t kClockSteps = 40'000'000;  // nanoseconds

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void mark_used(const std::string& path) { ::utimensat(AT_FDCWD, path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW); }

/// A new folder that only this user may look into; empty where there is no place for one.
std::string make_private_folder() {
  std::error_code failed;
  const fs::path base = fs::temp_directory_path(failed);
  if (failed) return {};
  std::string name = (base / "unknot-modules-XXXXXX").string();
  return ::mkdtemp(name.data()) == nullptr ? std::string() : name;
}

}  // namespace

std::string hex_hash(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto hash = content_hash(bytes);
  std::string out;
  for (const std::uint64_t half : {hash[1], hash[0]})
    for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[(half >> shift) & 0xf];
  return out;
}

ModuleStore::ModuleStore(const SourceTree& tree, ModuleStoreOptions options) : tree_(tree), options_(std::move(options)) {
  if (options_.folder.empty()) return;
  std::error_code failed;
  fs::create_directories(options_.folder, failed);
  if (!failed) return;
  remark_ = "compiled modules are not kept: " + options_.folder + ": " + failed.message();
  options_.folder.clear();
}

ModuleStore::~ModuleStore() {
  std::error_code failed;
  if (!private_folder_.empty()) fs::remove_all(private_folder_, failed);
  if (!options_.folder.empty()) drop_oldest();
}

ModuleStore::Known& ModuleStore::look(const std::string& path) {
  const auto [at, fresh] = known_.try_emplace(path);
  if (fresh)
    if (const auto signature = tree_.stat(path)) at->second = {.signature = *signature, .hash = std::nullopt, .there = true};
  return at->second;
}

std::optional<ContentHash> ModuleStore::hash_of(const std::string& path) {
  Known& known = look(path);
  SourceFile file;
  if (known.there && !known.hash && tree_.read(path, file) == ReadStatus::ok) known.hash = content_hash(file.bytes);
  return known.hash;
}

std::optional<KeptAnswer> ModuleStore::find(const std::string& key) {
  if (const auto known = answers_.find(key); known != answers_.end()) return known->second;
  auto kept = load(key);
  if (kept) answers_.emplace(key, *kept);
  return kept;
}

std::optional<KeptAnswer> ModuleStore::load(const std::string& key) {
  if (options_.folder.empty()) return std::nullopt;
  const std::string path = options_.folder + "/" + key + ".unit";
  const std::string bytes = bytes_of(path);
  constexpr std::size_t kSum = 32;
  if (bytes.size() < kSum) return std::nullopt;
  const std::string_view body(bytes.data(), bytes.size() - kSum);
  StoredEntry entry;
  FieldReader reader(body);
  reader.field(entry);
  if (!reader.complete() || hex_hash(body) != std::string_view(bytes).substr(body.size())) return std::nullopt;
  KeptAnswer out{.value = std::move(entry.value), .identity = std::move(entry.identity), .bmi = {}, .inputs = {}};
  for (auto& input : entry.read) {
    if (look(input.path).signature != input.signature && hash_of(input.path) != input.hash) return std::nullopt;
    out.inputs.read.push_back(std::move(input.path));
  }
  for (auto& input : entry.missing) {
    if (look(input).there) return std::nullopt;
    out.inputs.missing.push_back(std::move(input));
  }
  if (entry.bmi != ContentHash{}) {
    out.bmi = options_.folder + "/" + out.identity + ".pcm";
    if (content_hash(bytes_of(out.bmi)) != entry.bmi) return std::nullopt;
    mark_used(out.bmi);
  }
  mark_used(path);
  return out;
}

std::optional<KeptAnswer> ModuleStore::keep(const std::string& key, std::string value, ModuleInputs inputs, std::string_view bmi,
                                            std::chrono::system_clock::time_point asked) {
  StoredEntry entry{.read = {}, .missing = inputs.missing, .value = value, .identity = {}, .bmi = {}};
  const std::int64_t from = std::chrono::nanoseconds(asked.time_since_epoch()).count() - kClockSteps;
  bool holds = !options_.folder.empty();
  std::string contents = key;
  for (const auto& path : inputs.read) {
    const auto hash = hash_of(path);
    const FileSignature& signature = look(path).signature;
    holds = holds && hash && (is_by_content(signature) || std::max(signature.mtime_ns, signature.ctime_ns) < from);
    entry.read.push_back({path, signature, hash.value_or(ContentHash{})});
    contents += path + '\0' + std::to_string(entry.read.back().hash[0]) + ' ' + std::to_string(entry.read.back().hash[1]) + '\0';
  }
  entry.identity = hex_hash(contents);
  KeptAnswer out{.value = std::move(value), .identity = entry.identity, .bmi = {}, .inputs = std::move(inputs)};
  if (!bmi.empty()) {
    entry.bmi = content_hash(bmi);
    out.bmi = place_bmi(entry.identity + ".pcm", bmi);
    if (out.bmi.empty()) return std::nullopt;
    holds = holds && out.bmi.starts_with(options_.folder);
  }
  answers_.insert_or_assign(key, out);
  if (!holds) return out;
  std::string bytes;
  FieldWriter(bytes).field(entry);
  bytes += hex_hash(bytes);
  write(options_.folder + "/" + key + ".unit", bytes);
  return out;
}

/// The absolute path of a new file with these bytes: in the cache, else in the private folder; empty where neither takes it.
std::string ModuleStore::place_bmi(const std::string& name, std::string_view bytes) {
  if (!options_.folder.empty() && write(options_.folder + "/" + name, bytes)) return options_.folder + "/" + name;
  if (private_folder_.empty()) private_folder_ = make_private_folder();
  const std::string path = private_folder_ + "/" + name;
  return !private_folder_.empty() && write(path, bytes) ? path : std::string();
}

/// Under its name stands the whole file or none: a reader never sees a part, whatever ends this process.
bool ModuleStore::write(const std::string& path, std::string_view bytes) {
  const std::string draft = path + "." + std::to_string(::getpid()) + ".tmp";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool written = file >= 0;
  for (std::size_t done = 0; written && done < bytes.size();) {
    const ssize_t put = ::write(file, bytes.data() + done, bytes.size() - done);
    if (put < 0 && errno == EINTR) continue;
    written = put > 0;
    if (written) done += static_cast<std::size_t>(put);
  }
  if (!written && remark_.empty()) remark_ = "a compiled module was not kept: " + path + ": " + std::strerror(errno);
  if (file >= 0) ::close(file);
  if (written && ::rename(draft.c_str(), path.c_str()) == 0) return true;
  ::unlink(draft.c_str());
  return false;
}

void ModuleStore::drop_oldest() {
  struct Entry {
    fs::file_time_type used;
    std::uint64_t size = 0;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::uint64_t total = 0;
  std::error_code failed;
  fs::directory_iterator at(options_.folder, failed);
  for (; !failed && at != fs::directory_iterator(); at.increment(failed)) {
    std::error_code gone;
    const Entry entry{.used = at->last_write_time(gone), .size = gone ? 0 : at->file_size(gone), .path = at->path()};
    if (gone) continue;
    total += entry.size;
    entries.push_back(entry);
  }
  const auto spared = fs::file_time_type::clock::now() - options_.spared;
  std::ranges::sort(entries, {}, &Entry::used);
  const bool is_full = total > options_.most_bytes;
  for (const auto& entry : entries) {
    if (entry.used >= spared) return;
    const bool is_draft = entry.path.extension() == ".tmp";  // of a run that was ended
    if (!is_draft && (!is_full || total <= options_.most_bytes / 4 * 3)) continue;
    std::error_code gone;
    if (fs::remove(entry.path, gone)) total -= entry.size;
  }
}

}  // namespace unknot
