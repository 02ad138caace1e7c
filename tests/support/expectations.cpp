// Reading marks by a regular expression, and matching them with findings one to one.
#include "tests/support/expectations.h"

#include <algorithm>
#include <filesystem>
#include <regex>

#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

/// `text` is a comment.
void add_marks(const std::string& text, const std::string& file, std::uint32_t line, std::vector<Mark>& out,
               std::vector<std::string>& errors) {
  static const std::regex kMark(R"re(\bexpect(-missed|-spurious|-without)?:\s*([a-z][a-z0-9-]*)(?:/([a-z0-9-]+))?(?:\s+"([^"]*)")?)re");
  static const std::regex kWord(R"(\bexpect[a-z-]*\s*:)");
  std::ptrdiff_t count = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), kMark), end; at != end; ++at, ++count) {
    const auto& match = *at;
    const auto kind = match[1] == "-missed"     ? MarkKind::missed
                      : match[1] == "-spurious" ? MarkKind::spurious
                      : match[1] == "-without"  ? MarkKind::without
                                                : MarkKind::expect;
    out.push_back({.kind = kind, .check = match[2], .case_name = match[3], .message = match[4], .file = file, .line = line});
  }
  if (std::distance(std::sregex_iterator(text.begin(), text.end(), kWord), {}) != count)
    errors.push_back(file + ":" + std::to_string(line) + ": a mark that cannot be read: " + text);
}

std::string name_of(const Mark& mark) {
  const char* kind = mark.kind == MarkKind::missed ? "expect-missed" : mark.kind == MarkKind::spurious ? "expect-spurious" : "expect";
  return mark.file + ":" + std::to_string(mark.line) + ": " + kind + ": " + mark.check +
         (mark.case_name.empty() ? "" : "/" + mark.case_name) + (mark.message.empty() ? "" : " \"" + mark.message + "\"");
}

std::string name_of(const ReportFinding& f) {
  return f.file + ":" + std::to_string(f.line) + ": " + f.check + (f.case_name.empty() ? "" : "/" + f.case_name) + " \"" +
         f.message + "\"";
}

bool fits(const Mark& mark, const ReportFinding& f) {
  return mark.file == f.file && mark.line == f.line && mark.check == f.check && mark.case_name == f.case_name &&
         f.message.find(mark.message) != std::string::npos;
}

template <class Take>
void for_lines(std::string_view text, Take take) {
  for (std::uint32_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    take(line, std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::vector<Mark> marks_of(std::string_view text, const std::string& file, std::vector<std::string>& errors) {
  std::vector<Mark> out;
  const std::string_view comment = file.ends_with(".py") ? "#" : "//";
  for_lines(text, [&](std::uint32_t line, const std::string& words) {
    if (const auto at = words.find(comment); at != std::string::npos) add_marks(words.substr(at), file, line, out, errors);
  });
  return out;
}

std::vector<Mark> marks_of_list(std::string_view text, const std::string& folder, std::vector<std::string>& errors) {
  static const std::regex kPlace(R"(^([^:\s]+):(\d+)\s+(.*)$)");
  std::vector<Mark> out;
  for_lines(text, [&](std::uint32_t line, const std::string& words) {
    if (words.empty() || words.starts_with('#')) return;
    std::smatch match;
    if (std::regex_match(words, match, kPlace))
      add_marks(match[3], folder + match[1].str(), static_cast<std::uint32_t>(std::stoul(match[2])), out, errors);
    else
      errors.push_back(folder + "expect.txt:" + std::to_string(line) + ": not FILE:LINE MARK: " + words);
  });
  return out;
}

std::vector<Mark> marks_below(const std::string& folder, std::vector<std::string>& errors) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && !entry.is_symlink()) files.push_back(entry.path().lexically_relative(folder).generic_string());
  std::ranges::sort(files);
  std::vector<Mark> out;
  for (const auto& file : files) {
    const std::string text = read_file(folder + "/" + file);
    const bool is_list = fs::path(file).filename() == "expect.txt";
    const auto slash = file.rfind('/');
    const auto marks = is_list ? marks_of_list(text, slash == std::string::npos ? "" : file.substr(0, slash + 1), errors)
                               : marks_of(text, file, errors);
    out.insert(out.end(), marks.begin(), marks.end());
  }
  return out;
}

std::string bad_twin(std::string_view text) {
  static const std::string kInstead = "//~";
  std::string out;
  bool out_of_place = false;
  for_lines(text, [&](std::uint32_t, const std::string& line) {
    const auto instead = line.find(kInstead);
    if (instead != std::string::npos) {
      if (out_of_place) out += line.substr(instead + kInstead.size());
    } else {
      out_of_place = line.find("expect-without:") != std::string::npos;
      if (!out_of_place) out += line;
    }
    out += '\n';
  });
  return out;
}

std::vector<std::string> differences(const std::vector<Mark>& marks, const std::vector<ReportFinding>& findings) {
  std::vector<std::string> out;
  std::vector<bool> taken(findings.size());
  for (const auto& mark : marks) {
    if (mark.kind == MarkKind::without) continue;
    std::size_t i = 0;
    while (i < findings.size() && (taken[i] || !fits(mark, findings[i]))) ++i;
    const bool found = i < findings.size();
    if (found) taken[i] = true;
    if (mark.kind == MarkKind::expect && !found) out.push_back("not found: " + name_of(mark));
    if (mark.kind == MarkKind::missed && found) out.push_back(name_of(mark) + ": now correct, change it to expect");
    if (mark.kind == MarkKind::spurious && !found) out.push_back(name_of(mark) + ": now correct, change it to expect or remove it");
  }
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (!taken[i]) out.push_back("not marked: " + name_of(findings[i]));
  return out;
}

}  // namespace unknot::test
