// Workers with programs that are no good: each request is answered once, and a failure says why.
#include "analyzer/extract/workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/project.h"

namespace unknot::test {
namespace {

using testing::AnyOf;
using testing::Each;
using testing::HasSubstr;

constexpr std::size_t kRequests = 5;

class FakeExtractor : public testing::Test {
 protected:
  /// Runs requests for f0.h, f1.h ... on this Python program; what came of each: "ok" or why not.
  std::vector<std::string> run(const std::string& program, unsigned jobs = 2, std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
    project_.write("extractor", "#!/usr/bin/env python3\n" + kPreamble + program);
    std::filesystem::permissions(project_.path("extractor"), std::filesystem::perms::owner_all);
    return run_program_at(project_.path("extractor"), jobs, timeout);
  }
  static std::vector<std::string> run_program_at(const std::string& path, unsigned jobs, std::chrono::milliseconds timeout) {
    std::vector<Request> requests;
    for (std::size_t i = 0; i < kRequests; ++i) requests.push_back(ScanRequest{{"f" + std::to_string(i) + ".h"}});
    std::vector<std::string> out(kRequests);
    Workers workers({.program = path, .jobs = jobs, .timeout = timeout});
    workers.run(requests, [&](std::size_t i, const Answer& answer) {
      EXPECT_EQ(out.at(i), "") << "answered twice";
      EXPECT_EQ(answer.reply.has_value(), answer.failure.empty());
      out.at(i) = answer.reply ? "ok" : answer.failure;
    });
    return out;
  }

  /// `answers()` gives each request's bytes; `reply(b)` sends a frame.
  const std::string kPreamble = R"(import os, sys, struct, signal, time
def reply(b):
    os.write(1, struct.pack('<I', len(b)) + b)
def requests():
    while True:
        head = os.read(0, 4)
        if len(head) < 4: return
        size, data = struct.unpack('<I', head)[0], b''
        while len(data) < size: data += os.read(0, size - len(data))
        yield data
def greet(): reply(b')" + std::string(kExtractorVersion) + R"(')
EMPTY = b'\x00\x00'
)";
  Project project_;
};

TEST_F(FakeExtractor, ThatAnswers) {
  EXPECT_THAT(run("greet()\nfor r in requests(): reply(EMPTY)\n"), Each("ok"));
  EXPECT_THAT(run("greet()\nfor r in requests(): reply(EMPTY)\n", 1), Each("ok"));
  EXPECT_THAT(run("greet()\nfor r in requests(): reply(EMPTY)\n", 16), Each("ok"));
}

TEST_F(FakeExtractor, ThatAnswersInPieces) {
  EXPECT_THAT(run("greet()\nfor r in requests():\n  for b in struct.pack('<I', 2) + EMPTY:\n    os.write(1, bytes([b])); time.sleep(0.002)\n"), Each("ok"));
}

TEST_F(FakeExtractor, ThatCrashesOnOneRequest) {
  EXPECT_THAT(run("greet()\nfor r in requests():\n  if b'f3.h' in r: os.kill(os.getpid(), signal.SIGSEGV)\n  reply(EMPTY)\n"),
              testing::ElementsAre("ok", "ok", "ok", "crashed (signal 11)", "ok"));
  EXPECT_THAT(run("greet()\nfor r in requests():\n  if b'f0.h' in r: sys.exit(7)\n  reply(EMPTY)\n", 1),
              testing::ElementsAre("ended with exit code 7", "ok", "ok", "ok", "ok"));
}

TEST_F(FakeExtractor, ThatHangsOnOneRequest) {
  EXPECT_THAT(run("greet()\nfor r in requests():\n  if b'f1.h' in r: time.sleep(60)\n  reply(EMPTY)\n", 2, std::chrono::milliseconds(2000)),
              testing::ElementsAre("ok", "did not answer within 2 s", "ok", "ok", "ok"));
}

TEST_F(FakeExtractor, ThatAnswersGarbage) {
  EXPECT_THAT(run("greet()\nfor r in requests(): reply(b'garbage' if b'f2.h' in r else EMPTY)\n"),
              testing::ElementsAre("ok", "ok", "gave an answer that cannot be read", "ok", "ok"));
}

TEST_F(FakeExtractor, ThatStopsInTheMiddleOfAnAnswer) {
  EXPECT_THAT(run("greet()\nfor r in requests():\n  if b'f2.h' in r: os.write(1, struct.pack('<I', 100) + b'xx'); sys.exit(0)\n  reply(EMPTY)\n"),
              testing::ElementsAre("ok", "ok", "ended with exit code 0", "ok", "ok"));
}

TEST_F(FakeExtractor, ThatAnnouncesAnEndlessAnswer) {
  EXPECT_THAT(run("greet()\nfor r in requests():\n  if b'f2.h' in r: os.write(1, b'\\xff\\xff\\xff\\xff'); time.sleep(60)\n  reply(EMPTY)\n", 2,
                  std::chrono::milliseconds(2000)),
              testing::ElementsAre("ok", "ok", "did not answer within 2 s", "ok", "ok"));
}

TEST_F(FakeExtractor, OfAnotherVersion) {
  EXPECT_THAT(run("reply(b'unknot-clang 0')\nfor r in requests(): reply(EMPTY)\n"), Each(HasSubstr("another version")));
}

TEST_F(FakeExtractor, ThatEndsAtOnce) { EXPECT_THAT(run("sys.exit(3)\n"), Each(testing::Not(AnyOf("ok", "")))); }

TEST_F(FakeExtractor, ThatNeverGreets) {
  EXPECT_THAT(run("time.sleep(60)\n", 2, std::chrono::milliseconds(500)), Each(testing::Not(AnyOf("ok", ""))));
}

TEST_F(FakeExtractor, ThatIsNotThere) {
  const auto answers = run_program_at("/nonexistent/unknot-clang", 2, std::chrono::seconds(5));
  EXPECT_THAT(answers, Each(HasSubstr("/nonexistent/unknot-clang")));
  Workers workers({.program = "/nonexistent/unknot-clang", .jobs = 2});
  EXPECT_THAT(workers.unavailable(), HasSubstr("/nonexistent/unknot-clang"));
}

}  // namespace
}  // namespace unknot::test
