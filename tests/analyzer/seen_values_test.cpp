// Values that configure something, out of shell text, YAML, .ini files and Python.
#include <gtest/gtest.h>

#include "analyzer/extract/python/seen_values.h"
#include "analyzer/python/ini_text.h"
#include "analyzer/python/seen_commands.h"
#include "analyzer/python/shell_words.h"
#include "analyzer/python/yaml_tree.h"

namespace unknot::test {
namespace {

std::string text_of(const SeenValue& value) {
  std::string out = value.kind == SeenKind::unknown ? "?" : value.kind == SeenKind::yes ? "true" : value.kind == SeenKind::no ? "false" : value.kind == SeenKind::null ? "null" : value.text;
  if (value.kind == SeenKind::list || value.kind == SeenKind::mapping) {
    out = "[";
    for (const auto& part : value.parts) out += (out.size() > 1 ? " " : "") + (part.name.empty() ? "" : part.name + "=") + text_of(part);
    out += "]";
  }
  return (value.is_least ? ">=" : "") + out + (value.variable.empty() ? "" : "/" + value.variable);
}
std::string shell(const std::string& text) {
  ShellVariables variables;
  std::string out;
  for (const auto& command : read_shell(text, 1, 1, variables)) {
    for (const auto& word : command.words) out += text_of(word) + "|";
    out += "\n";
  }
  return out;
}
std::string commands(const std::string& file, const std::string& text) {
  SeenValues values;
  read_seen_commands({file, text}, {"serve"}, values);
  std::string out;
  for (const auto& group : values.groups) {
    out += group.of + "@" + std::to_string(group.line) + ":" + std::to_string(group.column);
    for (const auto& word : group.settings) out += " " + (word.name.empty() ? "" : word.name + "=") + text_of(word.value);
    for (const auto& variable : group.environment) out += " {" + variable.name + "=" + text_of(variable.value) + "}";
    out += "\n";
  }
  return out;
}
std::string python(const std::string& text) {
  python::Parser parser;
  python::SeenWords words;
  words.words = {"serve", "KEY", "config.update"};
  std::string out;
  for (const auto& group : python::seen_values(parser.parse(text), words).groups) {
    if (group.settings.empty()) continue;
    out += group.of;
    for (const auto& setting : group.settings) out += " " + setting.name + "=" + text_of(setting.value);
    out += group.is_open ? " ...\n" : "\n";
  }
  return out;
}

TEST(ShellWords, AreSplitAsAShellDoes) {
  EXPECT_EQ(shell("a 'b c' \"d $X\" e\\ f # no"), "a|b c|?/X|e f|\n");
  EXPECT_EQ(shell("X=4\na -w $X ${Y:-2} ${Z:-\"3\"}; b && c | d"), "a|-w|4|2/Y|3/Z|\nb|\nc|\nd|\n");
  EXPECT_EQ(shell("export X=${X:-4}\nexec a -w\\\n \"${X}\" > log 2>&1"), "export|\nexec|a|-w|4/X|\n");
  EXPECT_EQ(shell("a $(cat <<E\nx\nE\n) `b` $@"), "a|?|?|?|\n");
  EXPECT_EQ(shell("cat <<'END'\nserve -w 4\nEND\nb"), "cat|\nb|\n");
  EXPECT_EQ(shell("O='-w 4'\na $O \"$O\""), "a|-w|4|-w 4|\n");
  EXPECT_EQ(shell("\"unfinished ${"), "?|\n");
}

TEST(SeenCommands, OfEachKindOfFile) {
  EXPECT_EQ(commands("Procfile", "# serve -w 9\nweb: serve -w 4 a:app\n"), "serve@2:6 -w 4 a:app\n");
  EXPECT_EQ(commands("Dockerfile", "FROM x\nENV W=3 V=\"a b\"\nCMD [\"serve\", \"-w\", \"4\"]\n"), "serve@3:6 -w 4 {W=3} {V=a b}\n");
  EXPECT_EQ(commands("Dockerfile", "FROM x\nENV W 3\nCMD exec serve \\\n  -w $W\n"), "serve@3:10 -w 3 {W=3}\n");
  EXPECT_EQ(commands("Dockerfile", "FROM x AS one\nCMD serve -w 1\nFROM y\nENTRYPOINT [\"serve\"]\nCMD [\"-w\", \"2\"]\n"), "serve@2:5 -w 1\nserve@4:13 -w 2\n");
  EXPECT_EQ(commands("Dockerfile", "FROM x\nRUN pip install serve -w 4\n"), "");
  EXPECT_EQ(commands("compose.yml", "x: &e\n  W: 2\nservices:\n  a:\n    environment:\n      <<: *e\n    command: bash -c \"serve -w $$W\"\n  b:\n    environment: [W=3]\n    command: [serve, -w, '4']\n"),
            "serve@7:22 -w 2 {W=2}\nserve@10:15 -w 4 {W=3}\n");
  EXPECT_EQ(commands("a.sh", "if [ x ]; then\n  exec poetry run serve -w \"${W:-2}\"\nfi\npip install serve\npython -m serve a\npython app.py\n"), "serve@2:19 -w 2/W\nserve@5:11 a\npython@6:1 app.py\n");
  EXPECT_EQ(commands("a.service", "[Service]\nEnvironment=\"A=1\" B=2\nExecStart=/usr/bin/serve -w 4 \\\n  a:app\n"), "serve@3:11 -w 4 a:app {A=1} {B=2}\n");
  EXPECT_EQ(commands("supervisord.conf", "[program:web]\nenvironment=A=\"1\",B=\"2\"\ncommand=serve -w 4 ; why\n"), "serve@3:9 -w 4 {A=1} {B=2}\n");
  EXPECT_EQ(commands("serve.ini", "[serve]\nworkers = 4\nname = %(x)\n"), "serve@1:1 workers=4 name=?\n");
}

TEST(SeenValuesOfPython, AreConstantsAndQuestionsToTheEnvironment) {
  EXPECT_EQ(python("import os, lib\nlib.serve(1, 'a' 'b', x=-2, y=None, z=[True, {'k': 1_0}], w=f(), **{'v': 3})\n"), "lib.serve 0=1 1=ab x=-2 y=null z=[true [k=10]] w=@.f() v=3\n");
  EXPECT_EQ(python("import os\nfrom lib import serve as s\ns(a=os.environ.get('A', 4), b=int(os.getenv('B', '5')), c=os.environ['C'], d=os.getenv('D') or 6)\n"), "lib.serve a=4/A b=5/B c=?/C d=6/D\n");
  EXPECT_EQ(python("from multiprocessing import cpu_count\nN = 3\nserve(a=cpu_count() * 2 + 1, b=N, **rest)\n"), "@.serve a=>=3 b=3 ...\n");
  EXPECT_EQ(python("class C:\n    KEY = 1\n    if x:\n        KEY = 2\nKEY = 5\n"), "@.C KEY=1 KEY=?\n@ KEY=5\n");
  EXPECT_EQ(python("app.config['KEY'] = 1\ndef f(app):\n    app.config.update(KEY=2)\n"), "@.app.config KEY=1\n@.f.app.config.update KEY=2\n");
}

TEST(SeenValues, AreLinkedOverFiles) {
  SeenValues values;
  values.groups = {{.as = SeenAs::call, .of = "lib.Server", .object = "ext.server"}, {.as = SeenAs::call, .of = "app.server.run"}, {.as = SeenAs::call, .of = "app.make().run"}};
  values.aliases = {{"app.server", "ext.server"}};
  values.functions = {{.name = "app.make", .gives = {"ext.server"}}};
  link_seen_values(values);
  EXPECT_EQ(values.groups[1].of, "lib.Server.run");
  EXPECT_EQ(values.groups[1].written, "app.server.run");
  EXPECT_EQ(values.groups[2].of, "lib.Server.run");
}

TEST(YamlTree, HostileTextIsNone) {
  EXPECT_FALSE(parse_yaml("a: [1"));
  EXPECT_FALSE(parse_yaml(std::string(10'000, '[')));
  EXPECT_FALSE(parse_yaml("*none"));
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + "," + before + "," + before + "," + before + "," + before + "," + before + "]\n";
  }
  EXPECT_FALSE(parse_yaml(bomb));
}

TEST(IniText, LinesGoOnAndCommentsDoNotCount) {
  const auto sections = read_ini("x = 1\n[a]\n# no\nb = 1 \\\n  2\nc\n  3\n[d]\n");
  ASSERT_EQ(sections.size(), 2U);
  ASSERT_EQ(sections[0].entries.size(), 1U);
  EXPECT_EQ(sections[0].entries[0].value, "1 2\n3");
  EXPECT_EQ(sections[0].entries[0].line, 4U);
  EXPECT_EQ(sections[0].entries[0].column, 5U);
}

}  // namespace
}  // namespace unknot::test
