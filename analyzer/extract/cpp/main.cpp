// unknot-clang: reads requests on standard input, writes replies on standard output, one at a time, until end of input.
// It is started by unknot; a crash or a hang here costs the one request that it was busy with.
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <sys/prctl.h>
#include <unistd.h>

#include "analyzer/extract/cpp/confine.h"
#include "analyzer/extract/cpp/driver.h"
#include "analyzer/extract/cpp/scan.h"
#include "analyzer/extract/frame.h"
#include "analyzer/extract/overlay_bytes.h"
#include "xxhash.h"

namespace unknot {
namespace {

/// Faults on demand, so that tests can show what a crash or a hang costs: UNKNOT_CLANG_FAULT=crash:NAME or hang:NAME.
void fault(std::string_view path) {
  const char* wanted = std::getenv("UNKNOT_CLANG_FAULT");
  if (wanted == nullptr) return;
  const std::string_view spec = wanted;
  const auto colon = spec.find(':');
  if (colon == std::string_view::npos || path.find(spec.substr(colon + 1)) == std::string_view::npos) return;
  if (spec.starts_with("crash")) std::abort();
  if (spec.starts_with("hang"))
    while (true) ::pause();
}

class Server {
 public:
  explicit Server(std::optional<Overlay> overlay)
      : tree_(overlay ? overlay_tree(std::make_shared<Overlay>(std::move(*overlay))) : working_tree()),
        session_(tree_->overlay() != nullptr ? tree_.get() : nullptr) {}

  Reply answer(const ScanRequest& request) {
    ScanReply reply;
    reply.files.reserve(request.paths.size());
    for (const auto& path : request.paths) {
      fault(path);
      ScannedFile& file = reply.files.emplace_back();
      file.status = tree_->read(path, file_);
      if (file.status != ReadStatus::ok) continue;
      file.signature = file_.signature;
      const auto hash = XXH3_128bits(file_.bytes.data(), file_.bytes.size());
      file.hash = {hash.low64, hash.high64};
      file.facts = scan_file(file_.bytes);
    }
    return reply;
  }
  Reply answer(const DriverRequest& request) { return session_.drive(request); }
  Reply answer(const PreprocessRequest& request) {
    fault(request.file);
    return session_.preprocess(request);
  }
  Reply answer(const MeasureRequest& request) {
    fault(request.unit.file);
    return session_.measure(request);
  }
  Reply answer(const AstRequest& request) {
    fault(request.unit.file);
    return session_.parse(request);
  }
  Reply answer(const ModuleScanRequest& request) {
    fault(request.unit.file);
    return session_.scan_modules(request);
  }
  Reply answer(const BmiRequest& request) {
    fault(request.unit.file);
    return session_.compile_module(request);
  }
  Reply answer(const EnterRequest& request) {
    fault(request.text.empty() ? request.unit.file : request.text);
    return session_.enter(request);
  }
  Reply answer(const BodiesRequest& request) {
    fault(request.unit.file);
    return session_.bodies(request);
  }
  Reply answer(const MacroRequest& request) {
    MacroReply reply{.names = request.names, .files = {}};
    for (const auto& path : request.paths) {
      auto& changes = reply.files.emplace_back();
      if (tree_->read(path, file_) == ReadStatus::ok) changes = scan_macros(file_.bytes, request.names, reply.names);
    }
    return reply;
  }

 private:
  std::unique_ptr<SourceTree> tree_;
  SourceFile file_;
  ClangSession session_;
};

/// All that stands behind the descriptor, from its beginning: its position is shared with the other processes.
std::string bytes_behind(int descriptor) {
  std::string out;
  std::array<char, 1 << 16> chunk{};
  while (true) {
    const ssize_t got = ::pread(descriptor, chunk.data(), chunk.size(), static_cast<off_t>(out.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return out;
    out.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

int serve(int in, int out, std::optional<Overlay> overlay) {
  if (!write_frame(out, kExtractorVersion)) return EXIT_FAILURE;
  Server server(std::move(overlay));
  std::string bytes;
  while (read_frame(in, bytes)) {
    Request request;
    if (!decode_request(bytes, request)) return EXIT_FAILURE;
    const Reply reply = std::visit([&](const auto& r) { return server.answer(r); }, request);
    if (!write_frame(out, encode_reply(reply))) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace unknot

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/// The leak checker stops its own process from a second one, which a confined process may not have.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif
#endif

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
    std::puts("unknot-clang: the C++ extractor of unknot, on LLVM 22");
    return EXIT_SUCCESS;
  }
  if (::isatty(STDIN_FILENO) != 0) {
    std::fputs("unknot-clang is started by unknot, not by hand\n", stderr);
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // What Clang prints, if anything, must not get between the frames.
  const int out = ::dup(STDOUT_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  unknot::confine();
  std::optional<unknot::Overlay> overlay;
  if (argc > 1 && argv[1] == unknot::kOverlayOption) {
    overlay = unknot::decode_overlay(unknot::bytes_behind(unknot::kOverlayDescriptor));
    if (!overlay) return EXIT_FAILURE;
  }
  return unknot::serve(STDIN_FILENO, out, std::move(overlay));
}
