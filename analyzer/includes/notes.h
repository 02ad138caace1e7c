// Remarks on commands, gathered: one for each text, with a count and an example.
#pragma once

#include <map>
#include <string>

#include "analyzer/includes/extraction.h"

namespace unknot {

class Notes {
 public:
  /// `example`: a file as shown; the smallest one stays.
  void add(const std::string& text, const std::string& example) {
    CommandNote& note = by_text_[text];
    if (note.count == 0 || example < note.example) note.example = example;
    note.text = text;
    ++note.count;
  }
  /// Sorted by text.
  std::vector<CommandNote> list() const {
    std::vector<CommandNote> out;
    for (const auto& [text, note] : by_text_) out.push_back(note);
    return out;
  }

 private:
  std::map<std::string, CommandNote> by_text_;
};

}  // namespace unknot
