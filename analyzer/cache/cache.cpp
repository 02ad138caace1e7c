// SQLite in WAL mode. Every failure ends in "no cache" and one line.
#include "analyzer/cache/cache.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <set>

#include <sqlite3.h>

#include "analyzer/cache/extraction_bytes.h"
#include "analyzer/extract/fact_fields.h"
#include "analyzer/source_tree/overlay.h"
#include "xxhash.h"

namespace unknot {

static void fields(Is<StoredFile> auto& v, auto& f) { f.field(v.signature), f.field(v.hash), f.field(v.facts); }
static void fields(Is<AstInput> auto& v, auto& f) {
  bool there = v.signature.has_value();
  FileSignature signature = v.signature.value_or(FileSignature{});
  f.field(v.path), f.field(there), f.field(signature);
  if constexpr (!std::is_const_v<std::remove_reference_t<decltype(v)>>) v.signature = there ? std::optional(signature) : std::nullopt;
}
static void fields(Is<StoredAst> auto& v, auto& f) { f.field(v.inputs), f.field(v.files), f.field(v.value); }

namespace {

namespace fs = std::filesystem;

/// Of the tables and of what is in them; another number means another cache.
constexpr int kSchemaVersion = 7;

/// A file that changed this shortly before it was read may change again without a new time stamp (as git's racy entries):
/// what is kept of it never matches.
constexpr std::int64_t kRacyNanoseconds = 40'000'000;

std::string hex(XXH128_hash_t hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const std::uint64_t half : {hash.high64, hash.low64})
    for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[(half >> shift) & 0xf];
  return out;
}

std::string hash_text(const std::string& text) { return hex(XXH3_128bits(text.data(), text.size())); }

std::string default_folder() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') return std::string(cache) + "/unknot";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return std::string(home) + "/.cache/unknot";
  return {};
}

std::int64_t file_system_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

class Statement {
 public:
  Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr); }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int at, std::string_view text) {
    sqlite3_bind_blob64(statement_, at, text.data(), text.size(), SQLITE_STATIC);
    return *this;
  }
  bool row() { return statement_ != nullptr && sqlite3_step(statement_) == SQLITE_ROW; }
  bool done() { return statement_ != nullptr && sqlite3_step(statement_) == SQLITE_DONE; }
  void reset() { sqlite3_reset(statement_); }
  std::string_view text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  int number(int column) const { return sqlite3_column_int(statement_, column); }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace

class Cache::Database final : public FactsStore, public AstStore {
 public:
  /// Empty where all is well, else why not.
  std::string open(const std::string& path) {
    // A link here would have us write into somebody else's database.
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    if (sqlite3_open_v2(path.c_str(), &handle_, kFlags, nullptr) != SQLITE_OK) return sqlite3_errmsg(handle_);
    sqlite3_busy_timeout(handle_, 2000);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    const std::string found = version();
    if (failed_) return sqlite3_errmsg(handle_);
    if (!found.empty() && found != wanted_version()) {
      execute("DROP TABLE IF EXISTS answer; DROP TABLE IF EXISTS file; DROP TABLE IF EXISTS meta;"
              "DROP TABLE IF EXISTS input; DROP TABLE IF EXISTS ast; DROP TABLE IF EXISTS block; DROP TABLE IF EXISTS question;");
      remark = "the cache is of another version and is made anew";
    }
    if (found != wanted_version()) {
      execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
      execute("CREATE TABLE IF NOT EXISTS meta(key BLOB PRIMARY KEY, value BLOB);"
              "CREATE TABLE IF NOT EXISTS answer(key BLOB PRIMARY KEY, manifest BLOB, value BLOB, sum BLOB);"
              "CREATE TABLE IF NOT EXISTS question(key BLOB PRIMARY KEY, manifest BLOB, value BLOB, sum BLOB);"
              "CREATE TABLE IF NOT EXISTS file(path BLOB PRIMARY KEY, value BLOB, sum BLOB) WITHOUT ROWID;"
              "CREATE TABLE IF NOT EXISTS input(id INTEGER PRIMARY KEY, value BLOB UNIQUE);"
              "CREATE TABLE IF NOT EXISTS ast(key BLOB PRIMARY KEY, value BLOB, sum BLOB) WITHOUT ROWID;"
              "CREATE TABLE IF NOT EXISTS block(hash BLOB PRIMARY KEY, value BLOB);");
      Statement(handle_, "INSERT OR REPLACE INTO meta VALUES('version', ?)").bind(1, wanted_version()).done();
    }
    return failed_ ? sqlite3_errmsg(handle_) : "";
  }
  ~Database() override { sqlite3_close(handle_); }

  std::optional<Extraction> answer(const std::string& key, const SourceTree& tree, unsigned threads) {
    Statement find(handle_, "SELECT manifest, value, sum FROM answer WHERE key = ?");
    find.bind(1, key);
    if (!find.row()) return std::nullopt;
    if (hash_text(std::string(find.text(0)) + std::string(find.text(1))) != find.text(2)) return std::nullopt;
    Manifest manifest;
    if (!decode_manifest(find.text(0), manifest) || !holds(manifest, tree, threads)) return std::nullopt;
    Extraction out;
    if (!decode_extraction(find.text(1), out)) return std::nullopt;
    out.manifest = std::move(manifest);
    return out;
  }

  void keep_answer(const std::string& key, const Extraction& extraction) {
    const std::string manifest = encode_manifest(without_racy(extraction.manifest));
    const std::string value = encode_extraction(extraction);
    const std::string sum = hash_text(manifest + value);
    // One answer for each set of databases and options; older ones of other sets go when there are many.
    if (!execute("BEGIN IMMEDIATE")) return;
    put(Statement(handle_, "INSERT OR REPLACE INTO answer VALUES(?, ?, ?, ?)").bind(1, key).bind(2, manifest).bind(3, value).bind(4, sum));
    execute("DELETE FROM answer WHERE rowid NOT IN (SELECT rowid FROM answer ORDER BY rowid DESC LIMIT 8)");
    commit();
  }

  std::unordered_map<std::string, StoredFile> load_files() override {
    std::unordered_map<std::string, StoredFile> out;
    Statement all(handle_, "SELECT path, value, sum FROM file");
    while (all.row()) {
      const std::string value(all.text(1));
      StoredFile file;
      FieldReader bytes(value);
      bytes.field(file);
      if (hash_text(value) == all.text(2) && bytes.complete()) out.emplace(all.text(0), std::move(file));
    }
    return out;
  }

  void save_files(const std::vector<std::pair<std::string, StoredFile>>& files, const std::vector<std::string>& gone) override {
    if (!execute("BEGIN IMMEDIATE")) return;
    {
      Statement insert(handle_, "INSERT OR REPLACE INTO file VALUES(?, ?, ?)");
      const std::int64_t now = file_system_now();
      for (const auto& [path, file] : files) {
        if (is_racy(file.signature, now)) continue;
        std::string value;
        FieldWriter(value).field(file);
        const std::string sum = hash_text(value);
        if (!put(insert.bind(1, path).bind(2, value).bind(3, sum))) break;
        insert.reset();
      }
      Statement drop(handle_, "DELETE FROM file WHERE path = ?");
      for (const auto& path : gone) {
        if (!put(drop.bind(1, path))) break;
        drop.reset();
      }
    }
    commit();
  }

  std::optional<StoredAnswer> load_answer(const std::string& key) override {
    Statement find(handle_, "SELECT manifest, value, sum FROM question WHERE key = ?");
    find.bind(1, key);
    if (!find.row() || hash_text(std::string(find.text(0)) + std::string(find.text(1))) != find.text(2)) return std::nullopt;
    StoredAnswer out{.manifest = {}, .value = std::string(find.text(1))};
    if (!decode_manifest(find.text(0), out.manifest)) return std::nullopt;
    return out;
  }

  void save_answers(const std::vector<std::pair<std::string, StoredAnswer>>& answers) override {
    if (!execute("BEGIN IMMEDIATE")) return;
    {
      Statement insert(handle_, "INSERT OR REPLACE INTO question VALUES(?, ?, ?, ?)");
      for (const auto& [key, answer] : answers) {
        const std::string manifest = encode_manifest(without_racy(answer.manifest));
        const std::string sum = hash_text(manifest + answer.value);
        if (!put(insert.bind(1, key).bind(2, manifest).bind(3, answer.value).bind(4, sum))) break;
        insert.reset();
      }
    }
    execute("DELETE FROM question WHERE rowid NOT IN (SELECT rowid FROM question ORDER BY rowid DESC LIMIT 20000)");
    commit();
  }

  std::vector<std::pair<std::uint32_t, AstInput>> load_inputs() override {
    std::vector<std::pair<std::uint32_t, AstInput>> out;
    Statement all(handle_, "SELECT id, value FROM input");
    while (all.row()) {
      AstInput input;
      if (decode(all.text(1), input)) out.emplace_back(static_cast<std::uint32_t>(all.number(0)), std::move(input));
    }
    return out;
  }

  std::unordered_map<std::string, StoredAst> load_asts() override {
    std::unordered_map<std::string, StoredAst> out;
    Statement all(handle_, "SELECT key, value, sum FROM ast");
    while (all.row()) {
      StoredAst ast;
      if (hash_text(std::string(all.text(1))) == all.text(2) && decode(all.text(1), ast)) out.emplace(all.text(0), std::move(ast));
    }
    return out;
  }

  void load_blocks(std::vector<std::pair<BlockHash, std::string>>& wanted) override {
    Statement find(handle_, "SELECT value FROM block WHERE hash = ?");
    for (auto& [hash, bytes] : wanted) {
      find.bind(1, as_bytes(hash));
      if (find.row() && hash_of(find.text(0)) == hash) bytes = find.text(0);
      find.reset();
    }
  }

  std::vector<std::uint32_t> keep_inputs(const std::vector<AstInput>& inputs) override {
    std::vector<std::uint32_t> out;
    if (!execute("BEGIN IMMEDIATE")) return out;
    {
      Statement insert(handle_, "INSERT OR IGNORE INTO input(value) VALUES(?)");
      Statement find(handle_, "SELECT id FROM input WHERE value = ?");
      for (const auto& input : inputs) {
        std::string value;
        FieldWriter(value).field(input);
        const bool put_in = put(insert.bind(1, value));
        insert.reset();
        if (!put_in || !find.bind(1, value).row()) break;
        out.push_back(static_cast<std::uint32_t>(find.number(0)));
        find.reset();
      }
    }
    commit();
    return out;
  }

  void save_asts(const std::vector<std::pair<std::string, StoredAst>>& asts, const std::vector<std::pair<BlockHash, std::string_view>>& blocks,
                 const std::vector<std::string>& live) override {
    if (!execute("BEGIN IMMEDIATE")) return;
    {
      Statement keep_block(handle_, "INSERT OR REPLACE INTO block VALUES(?, ?)");
      for (const auto& [hash, bytes] : blocks) {
        if (!put(keep_block.bind(1, as_bytes(hash)).bind(2, bytes))) break;
        keep_block.reset();
      }
      Statement insert(handle_, "INSERT OR REPLACE INTO ast VALUES(?, ?, ?)");
      for (const auto& [key, ast] : asts) {
        std::string value;
        FieldWriter(value).field(ast);
        const std::string sum = hash_text(value);
        if (!put(insert.bind(1, key).bind(2, value).bind(3, sum))) break;
        insert.reset();
      }
      forget_asts(live);
    }
    commit();
  }

  std::string remark;
  std::string write_failure;  ///< why something was not kept: the disk is full; another run that writes is no failure

 private:
  static std::string wanted_version() { return std::to_string(kSchemaVersion) + " " + std::string(kExtractorVersion); }


  /// Units that nobody asks for any more go when they are many, and with them what only they stand on.
  void forget_asts(const std::vector<std::string>& live) {
    constexpr std::size_t kSpare = 256;
    const auto asts = load_asts();
    if (asts.size() < 4 * live.size() + kSpare) return;
    const std::set<std::string_view> wanted(live.begin(), live.end());
    std::set<std::string> gone, blocks, inputs;
    for (const auto& [key, ast] : asts) {
      if (!wanted.contains(key)) {
        gone.insert(key);
        continue;
      }
      for (const auto& [input, hash] : ast.files) blocks.emplace(as_bytes(hash));
      for (const std::uint32_t input : ast.inputs) inputs.insert(std::to_string(input));
    }
    drop("SELECT key FROM ast", "DELETE FROM ast WHERE key = ?", [&](const std::string& key) { return gone.contains(key); });
    drop("SELECT hash FROM block", "DELETE FROM block WHERE hash = ?", [&](const std::string& key) { return !blocks.contains(key); });
    drop("SELECT CAST(id AS TEXT) FROM input", "DELETE FROM input WHERE id = CAST(? AS INTEGER)",
         [&](const std::string& key) { return !inputs.contains(key); });
  }
  void drop(const char* select, const char* remove, const std::function<bool(const std::string&)>& is_gone) {
    std::vector<std::string> keys;
    Statement all(handle_, select);
    while (all.row())
      if (std::string key(all.text(0)); is_gone(key)) keys.push_back(std::move(key));
    Statement statement(handle_, remove);
    for (const auto& key : keys) {
      if (!put(statement.bind(1, key))) return;
      statement.reset();
    }
  }

  template <class T>
  static bool decode(std::string_view in, T& value) {
    FieldReader bytes(in);
    bytes.field(value);
    return bytes.complete();
  }
  static std::string_view as_bytes(const BlockHash& hash) { return {reinterpret_cast<const char*>(hash.data()), sizeof hash}; }
  static BlockHash hash_of(std::string_view bytes) {
    const auto hash = XXH3_128bits(bytes.data(), bytes.size());
    return {hash.low64, hash.high64};
  }

  static bool is_racy(const FileSignature& signature, std::int64_t now) {
    return !is_by_content(signature) && std::max(signature.mtime_ns, signature.ctime_ns) + kRacyNanoseconds > now;
  }
  static Manifest without_racy(Manifest manifest) {
    const std::int64_t now = file_system_now();
    for (auto* list : {&manifest.files, &manifest.folders})
      for (auto& [path, signature] : *list)
        if (is_racy(signature, now)) signature = {};
    return manifest;
  }

  std::string version() {
    Statement tables(handle_, "SELECT count(*) FROM sqlite_master");
    if (!tables.row()) {
      failed_ = true;
      return {};
    }
    if (tables.number(0) == 0) return {};
    // We make tables only. A view or a trigger is somebody else's, and could make a look-up endless.
    Statement foreign(handle_, "SELECT count(*) FROM sqlite_master WHERE type IN ('view', 'trigger')");
    if (!foreign.row() || foreign.number(0) != 0) return "unknown";
    Statement find(handle_, "SELECT value FROM meta WHERE key = 'version'");
    return find.row() ? std::string(find.text(0)) : "unknown";
  }

  bool execute(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return true;
    failed_ = true;
    note_failure();
    return false;
  }
  bool put(Statement& statement) {
    if (statement.done()) return true;
    note_failure();
    return false;
  }
  void commit() {
    if (write_failure.empty()) execute("COMMIT");
    if (sqlite3_get_autocommit(handle_) == 0) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void note_failure() {
    const int code = sqlite3_errcode(handle_);
    if (write_failure.empty() && code != SQLITE_BUSY && code != SQLITE_LOCKED) write_failure = sqlite3_errmsg(handle_);
  }

  sqlite3* handle_ = nullptr;
  bool failed_ = false;
};

Cache::Cache(const std::string& folder, const ExtractionOptions& options, const Config& config, const SourceTree& tree)
    : tree_(tree) {
  if (folder == "off") return;
  const std::string where = folder.empty() ? default_folder() : folder;
  if (where.empty()) {
    remark_ = "no cache: neither HOME nor XDG_CACHE_HOME is set";
    return;
  }
  std::error_code failed;
  fs::create_directories(where, failed);
  const fs::path real = failed ? fs::path() : fs::canonical(where, failed);
  if (failed) {
    remark_ = "no cache: " + where + ": " + failed.message();
    return;
  }
  const std::string name = "/" + hash_text(options.root).substr(0, 16) + ".db";
  database_ = std::make_unique<Database>();
  if (const std::string why = database_->open(real.string() + name); !why.empty()) {
    remark_ = "no cache: " + where + name + ": " + why;
    database_.reset();
    return;
  }
  remark_ = database_->remark;
  modules_ = real.string() + "/modules";
  std::string key = std::string(kExtractorVersion) + '\0' + options.root;
  for (const auto* list : {&options.more_roots, &options.databases, &config.ignore, &options.query_drivers}) {
    key += '\1';
    for (const auto& text : *list) key += '\0' + text;
  }
  key += options.follow_system ? '1' : '0';
  if (const auto overlay = tree.overlay()) key += overlay->name;
  key_ = hash_text(key);
}

Cache::~Cache() = default;

std::optional<Extraction> Cache::load(unsigned threads) {
  return database_ ? database_->answer(key_, tree_, threads) : std::nullopt;
}
void Cache::save(const Extraction& extraction) {
  // An answer that lost a process is not kept: the next run tries again.
  if (!database_) return;
  if (extraction.repeatable) database_->keep_answer(key_, extraction);
  if (!database_->write_failure.empty()) remark_ = "the cache was not written: " + database_->write_failure;
}
FactsStore* Cache::store() { return database_.get(); }
AstStore* Cache::asts() { return database_.get(); }
const std::string& Cache::modules() const { return modules_; }
const std::string& Cache::remark() const { return remark_; }

}  // namespace unknot
