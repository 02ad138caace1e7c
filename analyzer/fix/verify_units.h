// The compiler's word on edits: units parsed before and after, and headers by themselves.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/includes/extraction.h"
#include "analyzer/source_tree/overlay.h"
#include "analyzer/symbols/ast_store.h"
#include "analyzer/symbols/parse_units.h"
#include "graph/configuration.h"

namespace unknot {

/// Something that compiled before and does not after, or says something else.
struct UnitFailure {
  std::size_t configuration = 0;
  UnitId unit{};           ///< what was parsed
  std::string file;        ///< as shown: where it fails
  std::uint32_t line = 0;  ///< 0: nowhere in particular
  std::string message;
  bool meaning = false;  ///< it compiles, and names resolve otherwise
};

class UnitVerifier {
 public:
  struct Options {
    const SourceTree& tree;
    const ExtractionOptions& reading;
    AstStore* store = nullptr;
    std::span<const Configuration> configurations;
    std::vector<UnitCommands> commands;  ///< by configuration
  };
  explicit UnitVerifier(Options);

  /// Parses what is not parsed yet, as it is: every unit that reaches one of `files`, and these headers by themselves.
  void read(std::size_t configuration, std::span<const UnitId> files, std::span<const UnitId> headers);
  /// All that was read, for joining symbols.
  const ParsedUnits& known(std::size_t configuration) const { return known_[configuration]; }
  /// Units that do not compile as they are: "a.cpp: what is wrong". They verify nothing.
  const std::set<std::string>& broken() const { return broken_; }
  std::size_t units() const { return parsed_after_; }  ///< parses made to verify edits

  /// Does a unit that compiles read the file?
  bool is_read(std::size_t configuration, UnitId file) const;
  /// The command of a unit that reads the file, a header's own source file before others.
  std::optional<PreprocessRequest> reader(std::size_t configuration, UnitId file) const;

  /// Parses all that was read and reaches one of `touched` over the overlay, in full. Not again where nothing that it reaches
  /// has changed since it last went well. `only`: no unit but the one of this failure.
  std::vector<UnitFailure> verify(const std::shared_ptr<const Overlay>&, const std::set<std::string>& touched,
                                  const UnitFailure* only = nullptr);

 private:
  struct Job {
    std::size_t configuration = 0;
    UnitId unit{};
    bool alone = false;
    AstRequest request;
    ParsedUnit before;
    std::vector<bool> reaches;  ///< by unit of the program
    std::string verified;       ///< what was laid over when it went well
  };
  void add(std::size_t configuration, UnitId unit, bool alone, const PreprocessRequest& command);
  std::string laid_over(const Job&, const Overlay&) const;
  std::optional<UnitFailure> judge(const Job&, const ParsedUnit& after, const std::map<BlockHash, std::string>& blocks,
                                   const std::set<std::string>& touched) const;
  using Used = std::map<std::string, std::string>;  ///< by USR: kind and last part of the name
  /// File and USR of what it defines.
  static void add_defined(const std::string& file, const BlockHash&, const std::map<BlockHash, std::string>& blocks,
                          std::set<std::string>& out);
  const Used& used(const BlockHash&, const std::map<BlockHash, std::string>& blocks) const;

  Options options_;
  std::vector<std::vector<std::vector<const UnitCommand*>>> commands_of_;  ///< by configuration and unit
  std::vector<Job> jobs_;
  std::set<std::tuple<std::size_t, UnitId, bool>> asked_;
  std::vector<ParsedUnits> known_;
  std::set<std::string> broken_;
  std::size_t parsed_after_ = 0;
  mutable std::map<BlockHash, Used> used_;
};

}  // namespace unknot
