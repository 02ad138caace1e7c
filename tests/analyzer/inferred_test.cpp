// Which file an include means where no compile command says so: the shapes of trees that are met in the wild.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/includes/generated_headers.h"
#include "analyzer/includes/inferred_commands.h"
#include "analyzer/includes/project_files.h"
#include "analyzer/includes/resolver.h"
#include "analyzer/includes/standard_headers.h"
#include "tests/support/memory_tree.h"

namespace unknot::test {
namespace {

using Texts = std::map<std::string, std::string>;

FileFacts facts_of(const std::string& text) {
  FileFacts facts;
  std::istringstream in(text);
  std::uint32_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const auto word = line.substr(0, line.find(' '));
    if (!word.starts_with("#include")) continue;
    const auto begin = line.find_first_of("\"<") + 1;
    facts.includes.push_back({.kind = word == "#include_next" ? DependencyKind::include_next : DependencyKind::include,
                              .form = line[begin - 1] == '<' ? Spelled::angled : Spelled::quoted,
                              .spelling = line.substr(begin, line.find_last_of("\">") - begin),
                              .line = number});
  }
  return facts;
}

/// A tree below /p with what inference makes of it.
class Inferred {
 public:
  explicit Inferred(Texts files, const std::string& known = "") : tree_(std::move(files)), folders_(tree_), nearby_(folders_) {
    walked_ = project_.walk();
    SourceFile file;
    for (const FileId id : walked_)
      if (tree_.read(folders_.path(id), file) == ReadStatus::ok) sources_.set(id, facts_of(file.bytes));
    if (const FolderId system = folders_.open("/usr/include"); system != FolderId::none) system_.folders = {system};
    if (!known.empty()) known_.folders = {folders_.open(known)};
    search_.emplace(folders_, project_.folders(), walked_, sources_, known_);
  }

  /// What the first include of `file` means in a unit of `unit_folder`, by default the file's own.
  std::string meant(const std::string& file, std::string unit_folder = "") {
    if (unit_folder.empty()) unit_folder = file.substr(0, file.rfind('/'));
    const FolderId group = search_->group(unit_folder);
    const auto list = known_.folders.empty() ? search_->around(system_, group) : search_->behind(known_, group);
    const AccessId from = folders_.find_path(file);
    const ScannedSource* source = sources_.find(folders_.access(from).file);
    Resolver resolver(list, nearby_);
    const Found found = resolver.resolve(folders_.access(from), kNoEntry, source->facts.includes.front(), source->spellings.front());
    return found.access == AccessId::none ? "nothing" : folders_.path(folders_.access(found.access).file);
  }
  std::string group(const std::string& folder) const { return folders_.path(search_->group(folder)); }

 private:
  MemoryTree tree_;
  Folders folders_;
  NearbyLookups nearby_;
  ProjectFiles project_{folders_, {"/p"}, {}, Outside::leaves};
  SourceFiles sources_;
  std::vector<FileId> walked_;
  SearchList system_, known_;
  std::optional<InferredSearch> search_;
};

TEST(Inferred, IncludeAndSrc) {
  Inferred tree({{"/p/include/lib/a.h", ""}, {"/p/src/a.cpp", "#include <lib/a.h>\n"}, {"/p/src/detail/b.h", ""},
                 {"/p/tests/unit/t.cpp", "#include \"detail/b.h\"\n"}});
  EXPECT_EQ(tree.meant("/p/src/a.cpp"), "/p/include/lib/a.h");
  EXPECT_EQ(tree.meant("/p/tests/unit/t.cpp"), "/p/src/detail/b.h");
  EXPECT_EQ(tree.group("/p/tests/unit"), "/p") << "no name means two files: one group";
}

TEST(Inferred, EachLibraryOfAMonorepoSeesItsOwnHeader) {
  Inferred tree({{"/p/one/include/util.h", ""}, {"/p/one/src/a.c", "#include \"util.h\"\n"},
                 {"/p/two/include/util.h", ""}, {"/p/two/src/deep/a.c", "#include \"util.h\"\n"},
                 {"/p/app/main.c", "#include \"only_two.h\"\n"}, {"/p/two/include/only_two.h", "#include \"util.h\"\n"}});
  EXPECT_EQ(tree.meant("/p/one/src/a.c"), "/p/one/include/util.h");
  EXPECT_EQ(tree.meant("/p/two/src/deep/a.c"), "/p/two/include/util.h");
  EXPECT_EQ(tree.meant("/p/two/include/only_two.h", "/p/app"), "/p/two/include/util.h") << "beside it";
  EXPECT_EQ(tree.group("/p/one/src"), "/p/one");
  EXPECT_EQ(tree.group("/p/two/src/deep"), "/p") << "what more includes ask for is what all others see";
}

TEST(Inferred, ASharedHeaderSeesTheConfigurationOfItsUnit) {
  Inferred tree({{"/p/py/config.h", "#include \"port.h\"\n"}, {"/p/py/a.c", "#include \"py/config.h\"\n"},
                 {"/p/ports/esp/port.h", ""}, {"/p/ports/esp/main.c", "#include \"py/config.h\"\n"},
                 {"/p/ports/unix/port.h", ""}, {"/p/ports/unix/main.c", "#include \"py/config.h\"\n"}});
  EXPECT_EQ(tree.meant("/p/py/config.h", "/p/ports/esp"), "/p/ports/esp/port.h");
  EXPECT_EQ(tree.meant("/p/py/config.h", "/p/ports/unix"), "/p/ports/unix/port.h");
  EXPECT_EQ(tree.meant("/p/py/config.h", "/p/py"), "/p/ports/esp/port.h") << "equally near: the first by path";
}

TEST(Inferred, TestsAndVendoredCodeAreSetAsideForOthers) {
  Inferred tree({{"/p/src/core/x.cpp", "#include \"types.h\"\n"}, {"/p/src/core/test/types.h", ""}, {"/p/include/types.h", ""},
                 {"/p/third_party/z/src/z.c", "#include \"zconf.h\"\n"}, {"/p/third_party/z/include/zconf.h", ""}, {"/p/zconf.h", ""},
                 {"/p/src/y.c", "#include \"zconf.h\"\n"}});
  EXPECT_EQ(tree.meant("/p/src/core/x.cpp"), "/p/include/types.h");
  EXPECT_EQ(tree.meant("/p/third_party/z/src/z.c"), "/p/third_party/z/include/zconf.h");
  EXPECT_EQ(tree.meant("/p/src/y.c"), "/p/zconf.h");
}

TEST(Inferred, AHeaderBesideTheTestsIsNoReasonToLookThere) {
  Inferred tree({{"/p/config.h", ""}, {"/p/src/lib.h", "#include \"config.h\"\n"}, {"/p/tests/config.h", ""},
                 {"/p/tests/t.cpp", "#include \"config.h\"\n"}});
  EXPECT_EQ(tree.meant("/p/src/lib.h", "/p/tests"), "/p/config.h");
  EXPECT_EQ(tree.meant("/p/tests/t.cpp"), "/p/tests/config.h");
}

TEST(Inferred, StandardHeadersAreNeverTheProjectsByGuess) {
  Inferred tree({{"/usr/include/string.h", ""}, {"/usr/include/zlib.h", ""}, {"/p/compat/string.h", ""}, {"/p/compat/mine.h", ""},
                 {"/p/src/a.c", "#include <string.h>\n"}, {"/p/src/b.c", "#include \"string.h\"\n"}, {"/p/src/c.c", "#include <mine.h>\n"},
                 {"/p/zlib/zlib.h", ""}, {"/p/src/d.c", "#include <zlib.h>\n"}});
  EXPECT_EQ(tree.meant("/p/src/a.c"), "/usr/include/string.h");
  EXPECT_EQ(tree.meant("/p/src/b.c"), "/p/compat/string.h");
  EXPECT_EQ(tree.meant("/p/src/c.c"), "/p/compat/mine.h");
  EXPECT_EQ(tree.meant("/p/src/d.c"), "/p/zlib/zlib.h") << "what is installed here has no say";
  EXPECT_TRUE(is_standard_header("vector") && is_standard_header("sys/types.h"));
  EXPECT_FALSE(is_standard_header("sys.h") || is_standard_header(""));
}

TEST(Inferred, AHeaderDoesNotMeanItself) {
  Inferred tree({{"/p/adapters/ae.h", "#include <ae.h>\n"}, {"/p/adapters/use.h", ""}, {"/p/main.c", "#include <use.h>\n"},
                 {"/p/compat/limits.h", "#include_next <limits.h>\n"}});
  EXPECT_EQ(tree.meant("/p/adapters/ae.h"), "nothing");
  EXPECT_EQ(tree.meant("/p/compat/limits.h"), "nothing");
  Inferred two({{"/p/src/ae.h", ""}, {"/p/adapters/ae.h", "#include <ae.h>\n"}});
  EXPECT_EQ(two.meant("/p/adapters/ae.h"), "/p/src/ae.h");
}

TEST(Inferred, DottedNames) {
  Inferred tree({{"/p/ex/Common/x.h", ""}, {"/p/ex/Browser/Gui/a.cpp", "#include \"../Common/x.h\"\n"},
                 {"/p/other/b.cpp", "#include \"../Common/x.h\"\n"}, {"/p/inc/y.h", ""}, {"/p/src/c.c", "#include \"./y.h\"\n"}});
  EXPECT_EQ(tree.meant("/p/ex/Browser/Gui/a.cpp"), "/p/ex/Common/x.h");
  EXPECT_EQ(tree.meant("/p/other/b.cpp"), "/p/ex/Common/x.h");
  EXPECT_EQ(tree.meant("/p/src/c.c"), "/p/inc/y.h");
}

TEST(Inferred, FilesOfAnyExtension) {
  Inferred tree({{"/p/tables/ops.def", ""}, {"/p/inc/Core", ""}, {"/p/src/a.c", "#include \"ops.def\"\n"}, {"/p/src/b.cpp", "#include <Core>\n"}});
  EXPECT_EQ(tree.meant("/p/src/a.c"), "/p/tables/ops.def");
  EXPECT_EQ(tree.meant("/p/src/b.cpp"), "/p/inc/Core");
}

TEST(Inferred, BehindAKnownListOnlyWhatItLacks) {
  Inferred tree({{"/p/include/a.h", ""}, {"/p/far/a.h", ""}, {"/p/far/b.h", ""}, {"/p/src/x.c", "#include \"a.h\"\n"},
                 {"/p/src/y.c", "#include \"b.h\"\n"}}, "/p/include");
  EXPECT_EQ(tree.meant("/p/src/x.c"), "/p/include/a.h");
  EXPECT_EQ(tree.meant("/p/src/y.c"), "/p/far/b.h");
}

/// What is made of the name that /p/src/x.c asks for; empty where nothing says that a build makes it.
std::string made(Texts files, const std::string& spelling) {
  MemoryTree tree(std::move(files));
  Folders folders(tree);
  ProjectFiles project(folders, {"/p"}, {}, Outside::leaves);
  project.walk();
  return GeneratedHeaders(tree, folders, project.folders()).find("/p/src/x.c", spelling, Signs::inputs_and_build_files).value_or("");
}

TEST(GeneratedHeaders, Templates) {
  for (const char* name : {"config.h.in", "config.h.cmake", "config.h.cmake.in", "config_h.in", "config.hin"})
    EXPECT_EQ(made({{"/p/src/" + std::string(name), ""}}, "config.h"), "/p/src/config.h") << name;
  EXPECT_EQ(made({{"/p/a/config.h.in", ""}, {"/p/src/config.h.in", ""}}, "config.h"), "/p/src/config.h") << "the nearest";
  EXPECT_EQ(made({{"/p/inc/x/config.h.in", ""}}, "x/config.h"), "/p/inc/x/config.h");
  EXPECT_EQ(made({{"/p/inc/x/config.h.in", ""}}, "y/config.h"), "");
  EXPECT_EQ(made({{"/p/src/other.h.in", ""}}, "config.h"), "");
}

TEST(GeneratedHeaders, InputsOfGenerators) {
  EXPECT_EQ(made({{"/p/proto/a/b.proto", ""}}, "a/b.pb.h"), "a/b.pb.h");
  EXPECT_EQ(made({{"/p/src/gram.y", ""}}, "gram.tab.h"), "gram.tab.h");
  EXPECT_EQ(made({{"/p/src/form.ui", ""}}, "ui_form.h"), "ui_form.h");
  EXPECT_EQ(made({{"/p/w/xdg-shell.xml", ""}}, "xdg-shell-client-protocol.h"), "xdg-shell-client-protocol.h");
  EXPECT_EQ(made({{"/p/proto/a/b.proto", ""}}, "c/b.pb.h"), "");
}

TEST(GeneratedHeaders, NamesInBuildFiles) {
  EXPECT_EQ(made({{"/p/meson.build", "configure_file(output: 'config.h')\n"}}, "config.h"), "config.h");
  EXPECT_EQ(made({{"/p/src/Makefile", "auto/config.h: auto/config.mk\n"}}, "auto/config.h"), "auto/config.h");
  EXPECT_EQ(made({{"/p/CMakeLists.txt", "set(OUT ${CMAKE_CURRENT_BINARY_DIR}/pins.h)\n"}}, "../genhdr/pins.h"), "genhdr/pins.h");
  EXPECT_EQ(made({{"/p/CMakeLists.txt", "find_path(SDL SDL.h)\ncheck_include_file(SDL.h HAVE_SDL_H)\n"}}, "SDL.h"), "") << "another's";
  EXPECT_EQ(made({{"/p/BUILD", "hdrs = [\"span.h\"]\n"}, {"/p/span.h", ""}}, "absl/types/span.h"), "") << "that one is there";
  EXPECT_EQ(made({{"/p/Makefile", "my_config.h config.hpp\n"}}, "config.h"), "");
}

}  // namespace
}  // namespace unknot::test
