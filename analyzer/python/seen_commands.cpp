// Each format down to commands in words; wrappers such as `exec` and `poetry run` are passed over.
#include "analyzer/python/seen_commands.h"

#include <algorithm>
#include <array>
#include <functional>

#include "analyzer/config/json_tree.h"
#include "analyzer/python/ini_text.h"
#include "analyzer/python/shell_words.h"
#include "analyzer/python/yaml_tree.h"

namespace unknot {
namespace {

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1); }

bool is_python(std::string_view word) {
  return word.starts_with("python") && std::ranges::all_of(word.substr(6), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

/// Behind such a word a program's name is no program that runs.
bool speaks_of(std::string_view word) {
  constexpr std::array<std::string_view, 20> kWords{"install", "add", "pip", "apk", "apt", "apt-get", "echo", "printf", "which", "pkill", "killall", "grep", "ps", "rm", "cp", "mv", "chown", "touch", "test", "remove"};
  return std::ranges::find(kWords, word) != kWords.end();
}

class Commands {
 public:
  Commands(const SettingsText& file, const std::unordered_set<std::string>& programs, SeenValues& into) : file_(file), programs_(programs), into_(into) {}

  void run() {
    const std::string_view name = base_name(file_.file);
    if (name.starts_with("Procfile")) procfile();
    else if (name.starts_with("Dockerfile") || name.ends_with(".dockerfile") || name.ends_with(".Dockerfile")) dockerfile();
    else if (name.ends_with(".yml") || name.ends_with(".yaml")) compose();
    else if (name.ends_with(".sh") || name.ends_with("entrypoint")) script();
    else if (name.ends_with(".service")) sections();
    else if (name.ends_with(".ini") || name.ends_with(".conf")) sections();
  }

 private:
  using Environment = std::vector<SeenSetting>;

  static ShellVariables variables_of(const Environment& environment) {
    ShellVariables out;
    for (const auto& one : environment) out.insert_or_assign(one.name, one.value);
    return out;
  }
  void shell(std::string_view text, std::uint32_t line, std::uint32_t column, const Environment& environment, const std::string& within = {}) {
    ShellVariables variables = variables_of(environment);
    for (auto& command : read_shell(text, line, column, variables)) {
      Environment all = environment;
      all.insert(all.end(), command.assignments.begin(), command.assignments.end());
      words(std::move(command.words), all, command.within.empty() ? within : command.within);
    }
  }

  /// One command, wherever in it the program stands.
  void words(std::vector<SeenValue> words, const Environment& environment, const std::string& within = {}) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i].kind != SeenKind::text) continue;
      const std::string_view name = base_name(words[i].text);
      if (speaks_of(name)) return;
      // `sh -c "..."`
      if ((name == "sh" || name == "bash") && i + 2 < words.size() && words[i + 1].text.starts_with('-') && words[i + 1].text.ends_with('c'))
        return shell(words[i + 2].text, words[i + 2].line, words[i + 2].column, environment, within);
      std::size_t program = i;
      if (is_python(name)) {
        while (program + 1 < words.size() && words[program + 1].text.starts_with('-') && words[program + 1].text != "-m") ++program;
        if (program + 2 < words.size() && words[program + 1].text == "-m" && programs_.contains(words[program + 2].text)) program += 2;
        else return put("python", words, i, environment, within);
      } else if (!programs_.contains(std::string(name))) {
        continue;
      }
      return put(std::string(base_name(words[program].text)), words, program, environment, within);
    }
  }
  void put(std::string program, const std::vector<SeenValue>& words, std::size_t at, const Environment& environment, const std::string& within) {
    SeenGroup out{.as = SeenAs::command, .of = std::move(program), .within = within};
    out.file = file_.file;
    out.line = words[at].line, out.column = words[at].column;
    for (std::size_t i = at + 1; i < words.size(); ++i) {
      if (words[i].kind == SeenKind::unknown && words[i].text.empty() && words[i].variable.empty()) out.is_open = true;
      out.settings.push_back({.name = {}, .value = words[i], .line = words[i].line, .column = words[i].column});
    }
    out.environment = environment;
    into_.groups.push_back(std::move(out));
  }

  template <class Take>
  void each_line(Take take) const {
    std::uint32_t number = 1;
    const std::string_view text = file_.text;
    for (std::size_t begin = 0; begin < text.size(); ++number) {
      const auto end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      if (line.ends_with('\r')) line.remove_suffix(1);
      take(number, line);
      begin = end + 1;
    }
  }

  void procfile() {
    each_line([&](std::uint32_t number, std::string_view line) {
      const auto colon = line.find(':');
      if (line.starts_with('#') || colon == std::string_view::npos) return;
      shell(line.substr(colon + 1), number, static_cast<std::uint32_t>(colon + 2), {});
    });
  }

  void script() { shell(file_.text, 1, 1, {}); }

  /// "K=V W=\"x y\"" or "K V"
  static void add_variables(std::string_view text, std::uint32_t line, std::uint32_t column, Environment& out) {
    ShellVariables known = variables_of(out);
    if (const auto blank = text.find_first_of(" \t"), equals = text.find('='); equals == std::string_view::npos || blank < equals) {
      if (blank == std::string_view::npos) return;
      out.push_back({.name = std::string(text.substr(0, blank)), .value = {.kind = SeenKind::text, .text = std::string(text.substr(text.find_last_of(" \t", text.find_first_not_of(" \t", blank)) + 1)), .line = line, .column = column}, .line = line, .column = column});
      return;
    }
    const std::string command = std::string(text) + " :";
    for (auto& one : read_shell(command, line, column, known))
      for (auto& assignment : one.assignments) out.push_back(std::move(assignment));
  }

  /// Of each stage what it ends up with.
  struct Image {
    Environment environment;
    std::vector<SeenValue> entry, command;
    std::string entry_text, command_text;
    std::uint32_t entry_line = 0, command_line = 0, entry_column = 1, command_column = 1;
  };
  void finish(const Image& image) {
    if (!image.entry_text.empty()) return shell(image.entry_text, image.entry_line, image.entry_column, image.environment);
    if (image.entry.empty() && !image.command_text.empty()) return shell(image.command_text, image.command_line, image.command_column, image.environment);
    std::vector<SeenValue> all = image.entry;
    all.insert(all.end(), image.command.begin(), image.command.end());
    words(std::move(all), image.environment);
    // An entry point that runs what it is given, with a command for a shell.
    if (!image.entry.empty() && !image.command_text.empty()) shell(image.command_text, image.command_line, image.command_column, image.environment);
  }
  void dockerfile() {
    std::string whole;
    std::uint32_t first = 1;
    Image image;
    const auto instruction = [&](std::string_view text, std::uint32_t line) {
      const auto start = text.find_first_not_of(" \t");
      if (start == std::string_view::npos) return;
      const auto end = std::min(text.find_first_of(" \t", start), text.size());
      std::string word(text.substr(start, end - start));
      std::ranges::transform(word, word.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
      const auto value_at = std::min(text.find_first_not_of(" \t", end), text.size());
      const std::string_view value = text.substr(value_at);
      const auto column = static_cast<std::uint32_t>(value_at + 1);
      if (word == "FROM") finish(image), image = {};
      else if (word == "ENV") add_variables(value, line, column, image.environment);
      else if (word == "CMD" || word == "ENTRYPOINT") {
        auto& list = word == "CMD" ? image.command : image.entry;
        auto& plain = word == "CMD" ? image.command_text : image.entry_text;
        (word == "CMD" ? image.command_line : image.entry_line) = line;
        (word == "CMD" ? image.command_column : image.entry_column) = column;
        list.clear(), plain.clear();
        const auto parsed = value.starts_with('[') ? parse_json_tree(value) : std::unexpected(JsonError{});
        if (!parsed) plain = value;
        else
          for (const auto& item : parsed->children)
            list.push_back({.kind = item.kind == JsonKind::text ? SeenKind::text : SeenKind::unknown, .text = item.text,
                            .line = line + item.at.line - 1, .column = item.at.line == 1 ? column + item.at.column - 1 : item.at.column});
      }
    };
    each_line([&](std::uint32_t number, std::string_view line) {
      const auto start = line.find_first_not_of(" \t");
      const bool is_comment = start != std::string_view::npos && line[start] == '#';
      if (whole.empty()) first = number;
      if (is_comment) {
        if (!whole.empty()) whole += '\n';
        return;
      }
      whole += line;
      if (line.ends_with('\\')) {
        whole.back() = ' ';
        // A shell counts the lines; so does a reader of JSON.
        whole += '\n';
        return;
      }
      std::string text = whole;
      for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') text.insert(i++, 1, '\\');
      const bool is_list = text.find('[') != std::string::npos;
      instruction(is_list ? whole : text, first);
      whole.clear();
    });
    if (!whole.empty()) instruction(whole, first);
    finish(image);
  }

  static const JsonNode* member(const JsonNode& of, std::string_view key) {
    const auto found = std::ranges::find(of.children, key, &JsonNode::key);
    return found == of.children.end() ? nullptr : &*found;
  }
  /// Services of compose files, and of a hosting service's blueprint.
  void compose() {
    if (file_.text.find("services") == std::string::npos) return;
    const auto document = parse_yaml(file_.text);
    const JsonNode* services = document ? member(*document, "services") : nullptr;
    if (services == nullptr) return;
    for (const auto& service : services->children) {
      Environment environment;
      if (const JsonNode* given = member(service, "environment")) {
        for (const auto& one : given->children) {
          std::string name = one.key, value = one.text;
          if (given->kind == JsonKind::list) {
            const auto equals = one.text.find('=');
            if (equals == std::string::npos) continue;
            name = one.text.substr(0, equals), value = one.text.substr(equals + 1);
          }
          const bool is_known = value.find('$') == std::string::npos;
          environment.push_back({.name = name, .value = {.kind = is_known ? SeenKind::text : SeenKind::unknown, .text = value, .line = one.at.line, .column = one.at.column}, .line = one.at.line, .column = one.at.column});
        }
      }
      for (const auto* key : {"entrypoint", "command", "startCommand", "dockerCommand"}) {
        const JsonNode* given = member(service, key);
        if (given == nullptr) continue;
        // "$$" is how a dollar is written here.
        const auto plain = [](std::string text) {
          for (auto at = text.find("$$"); at != std::string::npos; at = text.find("$$", at + 1)) text.erase(at, 1);
          return text;
        };
        if (given->kind == JsonKind::text) {
          shell(plain(given->text), given->at.line, given->at.column, environment);
          continue;
        }
        std::vector<SeenValue> list;
        for (const auto& item : given->children) {
          const std::string text = plain(item.text);
          list.push_back({.kind = item.kind == JsonKind::text ? SeenKind::text : SeenKind::unknown, .text = text, .line = item.at.line, .column = item.at.column});
        }
        words(std::move(list), environment);
      }
    }
  }

  /// Units of systemd, programs of supervisor, and .ini files that a server reads itself.
  void sections() {
    for (const auto& section : read_ini(file_.text)) {
      Environment environment;
      for (const auto& entry : section.entries)
        if (entry.name == "Environment" || entry.name == "environment") {
          std::string text = entry.value;
          // supervisor: A="1",B="2"
          bool quoted = false;
          for (char& c : text) {
            if (c == '"') quoted = !quoted;
            if (c == ',' && !quoted && entry.name == "environment") c = ' ';
          }
          add_variables(text, entry.line, entry.column, environment);
        }
      for (const auto& entry : section.entries)
        if (entry.name == "ExecStart" || (entry.name == "command" && section.name.starts_with("program:"))) {
          std::string_view text = entry.value;
          while (text.starts_with('-') || text.starts_with('@') || text.starts_with('+') || text.starts_with('!') || text.starts_with(':')) text.remove_prefix(1);
          shell(text, entry.line, entry.column, environment);
        }
      if (!programs_.contains(section.name)) continue;
      SeenGroup out{.as = SeenAs::file, .of = section.name};
      out.file = file_.file;
      out.line = section.line, out.column = 1;
      for (const auto& entry : section.entries) {
        const bool is_known = entry.value.find('$') == std::string::npos && entry.value.find("%(") == std::string::npos;
        out.settings.push_back({.name = entry.name, .value = {.kind = is_known ? SeenKind::text : SeenKind::unknown, .text = entry.value, .line = entry.line, .column = entry.column}, .line = entry.line, .column = 1});
      }
      into_.groups.push_back(std::move(out));
    }
  }

  const SettingsText& file_;
  const std::unordered_set<std::string>& programs_;
  SeenValues& into_;
};

}  // namespace

void read_seen_commands(const SettingsText& file, const std::unordered_set<std::string>& programs, SeenValues& into) {
  // Most files name none of them.
  const bool names_one = file.text.find("python") != std::string::npos || std::ranges::any_of(programs, [&](const std::string& program) { return file.text.find(program) != std::string::npos; });
  if (names_one) Commands(file, programs, into).run();
}

}  // namespace unknot
