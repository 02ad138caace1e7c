// What an include line costs: which translation units stop depending on what when it is gone, and how much text they then
// need not read. It knows nothing of how text is measured.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"
#include "graph/program.h"

namespace unknot {

struct Price {
  std::uint64_t units = 0;  ///< translation units that stop depending on at least one file
  std::uint64_t pairs = 0;  ///< pairs of a translation unit and a file that it stops depending on
  std::optional<std::uint64_t> bytes;  ///< of preprocessed text, over all units; nothing where no text was measured
  friend bool operator==(const Price&, const Price&) = default;
};

/// The text of a program as the preprocessor makes it, where somebody measured it.
struct MeasuredText {
  /// By vertex: first the units of the program, then files outside of it that it reaches only through its leaves. What a
  /// translation unit has of the file's own text, without what it includes.
  std::vector<std::uint64_t> bytes;
  std::vector<Edge> outside;  ///< includes that are no dependency of the program
  /// By DependencyId: 0 where each measured unit that reads the file passes the line by. Empty: all are followed.
  std::vector<std::uint8_t> followed;
};

/// All prices of one program, by what is pasted in: includes, not imports of modules. A file of which a unit cannot be said
/// to read it (Entered::not_shown) is not read. Conditions are otherwise left out of account unless text was measured, so
/// that without it counts are what may vanish at most. Immutable.
class Pricing {
 public:
  explicit Pricing(const Program&, MeasuredText text = {});

  /// The price of taking out all of these lines at once. Exact for the includes that are followed: reachability of all
  /// units at a time, one bit for each. O(E units / 64).
  Price price(std::span<const DependencyId> taken_out) const;

  /// The units of the program that some translation unit stops reading without these lines, sorted.
  std::vector<UnitId> lost(std::span<const DependencyId> taken_out) const;

  /// The translation units that read the file, sorted. O(E).
  std::vector<UnitId> readers(UnitId file) const;

  /// Translation units whose text tells what these lines save: together they read each file that some unit stops reading
  /// without the lines, each leaf outside of the project that such a unit reads, and each file whose conditions decide
  /// whether a unit that reads the lines gets at the same files another way. Few (greedy set cover), at most `most`.
  std::vector<UnitId> worth_measuring(std::span<const DependencyId> taken_out, std::size_t most) const;

  /// By DependencyId, price() of each line alone: from the dominators of each unit's include graph. O(units E log V).
  std::vector<Price> single_prices() const;

 private:
  class Reached;
  Digraph without(std::span<const DependencyId> taken_out) const;

  std::uint32_t unit_count_ = 0;          ///< of the program
  std::vector<Vertex> entries_;
  std::vector<std::uint8_t> is_counted_;  ///< by vertex: a file of the project, written or yet to be generated
  std::vector<std::uint8_t> is_open_;     ///< by vertex: it includes files of the project under conditions that nobody decided
  std::vector<Edge> edges_;
  std::vector<DependencyId> dependency_;  ///< of the first edges; those behind them are outside of the program
  std::uint32_t dependency_count_ = 0;
  std::vector<std::uint64_t> bytes_;      ///< by vertex; empty: not measured
  Digraph graph_;
  std::shared_ptr<const Reached> reached_;  ///< who reaches whom before anything is taken out
};

}  // namespace unknot
