// What unbalanced-push says of the fixtures is seen in running programs: what a function leaves is there for whoever comes next, and
// its good twin leaves nothing.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

/// What a program prints that is the fixture with this behind it.
std::string run_probe(const std::string& fixture, const std::string& probe, const std::string& flags, const std::string& libraries) {
  Project project;
  project.write("probe.cpp", "#include \"" UNKNOT_SOURCE_DIR "/fixtures/checks/unbalanced-push/" + fixture + "/main.cpp\"\n" + probe);
  const auto built = run_program("/bin/sh", {"-c", std::string(UNKNOT_CXX) + " -w -std=c++17 -O0 " + flags + " " + project.path("probe.cpp") + " -o " + project.path("probe") + " " + libraries + " -pthread"});
  EXPECT_EQ(built.exit_code, 0) << built.err;
  const auto run = run_program(project.path("probe"), {}, {.cwd = {}, .env = {}, .kill_after = std::chrono::seconds(60)});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return run.out;
}

TEST(StackProof, TheNestedContextIsThereForTheNextOnTheThread) {
  const std::string probe = R"(#include <cstdio>
bool ready() { return false; }
int main() {
  early("alice");
  std::printf("%d ", log4cxx::NDC::getDepth());
  log4cxx::NDC::remove();
  on_every_way("alice");
  std::printf("%d ", log4cxx::NDC::getDepth());
  try { past_an_exception(false); } catch (const std::exception&) {}
  std::printf("%d ", log4cxx::NDC::getDepth());
  log4cxx::NDC::remove();
  try { caught(false); } catch (const std::exception&) {}
  std::printf("%d ", log4cxx::NDC::getDepth());
  by_key("alice");
  std::printf("%s ", log4cxx::MDC::get("user").c_str());
  log4cxx::MDC::clear();
  by_key_good("alice");
  std::printf("[%s]\n", log4cxx::MDC::get("user").c_str());
}
)";
  EXPECT_EQ(run_probe("log4cxx", probe, "", "-llog4cxx"), "1 0 1 0 alice []\n");
}

TEST(StackProof, TheThreadsMainContextStays) {
  const std::string probe = R"(#include <cstdio>
bool ready() { return false; }
void work() {}
int main() {
  GMainContext* context = g_main_context_new();
  early_good(context);
  std::printf("%d ", g_main_context_get_thread_default() == context);
  pusher(context);
  std::printf("%d ", g_main_context_get_thread_default() == context);
  early(context);
  std::printf("%d\n", g_main_context_get_thread_default() == context);
}
)";
  EXPECT_EQ(run_probe("glib", probe, "$(pkg-config --cflags gobject-2.0)", "$(pkg-config --libs gobject-2.0)"), "0 0 1\n");
}

TEST(StackProof, TheGilIsKept) {
  const std::string probe = R"(#include <cstdio>
bool ready() { return false; }
void work() {}
int main() {
  Py_Initialize();
  PyObject* callback = PyUnicode_FromString("cannot be called");
  PyEval_SaveThread();
  std::printf("%d ", early_good(callback));
  std::printf("%d ", PyGILState_Check());
  std::printf("%d ", early(callback));
  std::printf("%d\n", PyGILState_Check());
}
)";
  EXPECT_EQ(run_probe("cpython", probe, "$(python3-config --includes)", "$(python3-config --embed --ldflags)"), "-1 0 -1 1\n");
}

TEST(StackProof, TheStreamGoesOnInHexadecimal) {
  const std::string probe = R"(
bool ready() { return false; }
int main() {
  std::ostringstream bad, good, early, early_good, guard;
  static_cast<std::ostream&>(bad) << Address{255};
  bad << ' ' << 255;
  hexadecimal_good(good, Address{255});
  good << ' ' << 255;
  flags_early(early, 255);
  early << ' ' << 255;
  flags_early_good(early_good, 255);
  early_good << ' ' << 255;
  guarded(guard, 255);
  guard << ' ' << 255;
  std::cout << bad.str() << '|' << good.str() << '|' << early.str() << '|' << early_good.str() << '|' << guard.str() << '\n';
}
)";
  EXPECT_EQ(run_probe("streams", probe, "", ""), "0xff ff|0xff 255|ff ff|ff 255|ff 255\n");
}

TEST(StackProof, TheProcessIsNotWhatItWas) {
  const std::string probe = R"(#include <cstdio>
bool ready() { return false; }
void work() {}
void put_back(int) {}
mode_t mask() { const mode_t now = umask(022); umask(now); return now; }
int main() {
  setlocale(LC_NUMERIC, "C.UTF-8");
  locale_early_good();
  std::printf("%s ", setlocale(LC_NUMERIC, nullptr));
  locale_early();
  std::printf("%s ", setlocale(LC_NUMERIC, nullptr));
  umask(022);
  mask_early_good("/nowhere/at/all");
  std::printf("%03o ", static_cast<unsigned>(mask()));
  mask_guarded("/nowhere/at/all");
  std::printf("%03o ", static_cast<unsigned>(mask()));
  mask_finally("/nowhere/at/all");
  std::printf("%03o ", static_cast<unsigned>(mask()));
  mask_early("/nowhere/at/all");
  std::printf("%03o ", static_cast<unsigned>(mask()));
  rounding_early_good(-1);
  std::printf("%d ", fegetround() == FE_TONEAREST);
  rounding_early(-1);
  std::printf("%d\n", fegetround() == FE_TONEAREST);
}
)";
  EXPECT_EQ(run_probe("process", probe, "", ""), "C.UTF-8 C 022 022 022 077 1 0\n");
}

}  // namespace
}  // namespace unknot::test
