// Prices against their definition: walk from each unit with the lines and without them.
#include "graph/prices.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/graph/many_cases.h"
#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

Program program_of(std::uint32_t unit_count, const std::vector<Edge>& edges, const std::vector<bool>& entry) {
  Program program;
  for (std::uint32_t u = 0; u < unit_count; ++u) {
    Unit& unit = program.units.emplace_back();
    unit.name = std::to_string(u);
    unit.entry = entry[u];
  }
  for (const Edge& edge : edges) {
    Dependency& dependency = program.dependencies.emplace_back();
    dependency.from = UnitId{edge.from};
    dependency.to = UnitId{edge.to};
  }
  return program;
}

std::vector<bool> read_by(const Program& program, const MeasuredText& text, UnitId entry, const std::vector<DependencyId>& out) {
  std::vector<bool> seen(std::max(program.units.size(), text.bytes.size()));
  std::vector<Vertex> queue{index(entry)};
  seen[index(entry)] = true;
  const auto reach = [&](Vertex v) {
    if (!seen[v]) queue.push_back(v);
    seen[v] = true;
  };
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d)
      if (index(program.dependencies[d].from) == queue[i] && !std::ranges::count(out, DependencyId{d}) &&
          (text.followed.empty() || text.followed[d]))
        reach(index(program.dependencies[d].to));
    for (const Edge& edge : text.outside)
      if (edge.from == queue[i]) reach(edge.to);
  }
  return seen;
}

Price naive_price(const Program& program, const MeasuredText& text, const std::vector<DependencyId>& out) {
  Price price{.units = 0, .pairs = 0, .bytes = text.bytes.empty() ? std::nullopt : std::optional<std::uint64_t>(0)};
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    if (!program.units[u].entry) continue;
    const auto before = read_by(program, text, UnitId{u}, {}), after = read_by(program, text, UnitId{u}, out);
    std::uint64_t files = 0;
    for (std::uint32_t v = 0; v < before.size(); ++v) {
      if (!before[v] || after[v]) continue;
      files += v < program.units.size() && program.units[v].origin != Origin::external;
      if (price.bytes) *price.bytes += text.bytes[v];
    }
    price.units += files > 0;
    price.pairs += files;
  }
  return price;
}

struct Case {
  Program program;
  MeasuredText text;
};

Case any_case() {
  const Vertex n = *rc::gen::inRange<Vertex>(2, 14);
  const auto graph = graph_of(n, any_edges(n, 2 * n)).graph;
  std::vector<bool> entry(n);
  for (Vertex v = 0; v < n; ++v) entry[v] = *rc::gen::inRange(0, 3) == 0;
  Case made{.program = program_of(n, {graph.edges().begin(), graph.edges().end()}, entry), .text = {}};
  for (auto& unit : made.program.units)
    if (*rc::gen::inRange(0, 4) == 0) unit.origin = Origin::external;
  if (*rc::gen::arbitrary<bool>()) {
    const Vertex all = n + *rc::gen::inRange<Vertex>(0, 4);
    for (Vertex v = 0; v < all; ++v) made.text.bytes.push_back(*rc::gen::inRange<std::uint64_t>(0, 100));
    for (const auto& [from, to, weight] : any_edges(all, n)) made.text.outside.push_back({from, to});
    for (std::size_t d = 0; d < graph.edge_count(); ++d) made.text.followed.push_back(*rc::gen::inRange(0, 5) != 0);
  }
  return made;
}

TEST(Prices, AreThoseOfTheDefinition) {
  int with_price = 0;
  check_thousand_cases([&] {
    const Case made = any_case();
    std::vector<DependencyId> out;
    for (std::uint32_t d = 0; d < made.program.dependencies.size(); ++d)
      if (*rc::gen::inRange(0, 4) == 0) out.push_back(DependencyId{d});
    const Pricing pricing(made.program, made.text);
    const Price price = pricing.price(out);
    RC_ASSERT(price == naive_price(made.program, made.text, out));
    with_price += price.pairs > 0;
  });
  EXPECT_GT(with_price, 80);
}

TEST(Prices, OfEachLineAlone) {
  check_thousand_cases([] {
    const Case made = any_case();
    const Pricing pricing(made.program, made.text);
    for (std::uint32_t u = 0; u < made.program.units.size(); ++u)
      for (std::uint32_t e = 0; e < made.program.units.size(); ++e)
        RC_ASSERT(std::ranges::count(pricing.readers(UnitId{u}), UnitId{e}) ==
                  (made.program.units[e].entry && read_by(made.program, made.text, UnitId{e}, {})[u]));
    const auto prices = pricing.single_prices();
    RC_ASSERT(prices.size() == made.program.dependencies.size());
    for (std::uint32_t d = 0; d < prices.size(); ++d)
      RC_ASSERT(prices[d] == naive_price(made.program, made.text, {DependencyId{d}}));
  });
}

// Whatever an affected unit loses, and whatever leaf it reads, a chosen unit reads, too.
TEST(Prices, WorthMeasuringTellsOfAllThatIsLost) {
  check_thousand_cases([] {
    const Case made = any_case();
    std::vector<DependencyId> out;
    for (std::uint32_t d = 0; d < made.program.dependencies.size(); ++d)
      if (*rc::gen::inRange(0, 4) == 0) out.push_back(DependencyId{d});
    const auto chosen = Pricing(made.program).worth_measuring(out, 100);
    std::vector<bool> told(made.program.units.size());
    for (const UnitId unit : chosen) {
      RC_ASSERT(made.program.unit(unit).entry);
      const auto read = read_by(made.program, {}, unit, {});
      for (std::size_t v = 0; v < read.size(); ++v) told[v] = told[v] || read[v];
    }
    for (std::uint32_t u = 0; u < made.program.units.size(); ++u) {
      if (!made.program.units[u].entry) continue;
      const auto before = read_by(made.program, {}, UnitId{u}, {}), after = read_by(made.program, {}, UnitId{u}, out);
      for (std::size_t v = 0; v < before.size(); ++v)
        if (before[v] && (!after[v] || (before != after && made.program.units[v].origin == Origin::external))) RC_ASSERT(told[v]);
    }
  });
}

TEST(Prices, ALineThatStandsTwiceHasNoneOfItsOwn) {
  const Program program = program_of(3, {{0, 1}, {0, 1}, {1, 2}}, {true, false, false});
  const Pricing pricing(program);
  EXPECT_EQ(pricing.single_prices()[0], Price{});
  EXPECT_EQ(pricing.single_prices()[2], (Price{.units = 1, .pairs = 1, .bytes = std::nullopt}));
  const std::vector both{DependencyId{0}, DependencyId{1}};
  EXPECT_EQ(pricing.price(both), (Price{.units = 1, .pairs = 2, .bytes = std::nullopt}));
}

TEST(Prices, WhatNoUnitEntersAndImportsPasteNothing) {
  Program program = program_of(3, {{0, 1}, {0, 2}}, {true, false, false});
  program.dependencies[0].entered = Entered::not_shown;
  program.dependencies[1].kind = DependencyKind::import;
  const Pricing pricing(program);
  EXPECT_EQ(pricing.single_prices(), (std::vector<Price>(2)));
}

/// As large projects are: 3,000 units over 3,000 headers in layers, 30,000 lines.
TEST(PricesScale, ThreeThousandUnits) {
  constexpr std::uint32_t kUnits = 3000, kHeaders = 3000;
  std::mt19937 random(5);
  std::vector<Edge> edges;
  while (edges.size() < 30'000) {
    const auto from = static_cast<Vertex>(random() % (kUnits + kHeaders)), low = std::max(from, kUnits - 1) + 1;
    if (low >= kUnits + kHeaders) continue;
    edges.push_back({from, low + static_cast<Vertex>(random() % (kUnits + kHeaders - low))});
  }
  std::ranges::sort(edges);
  std::vector<bool> entry(kUnits + kHeaders, false);
  std::fill_n(entry.begin(), kUnits, true);
  const Program program = program_of(kUnits + kHeaders, edges, entry);
  const auto start = std::chrono::steady_clock::now();
  const Pricing pricing(program);
  const auto prices = pricing.single_prices();
  const auto middle = std::chrono::steady_clock::now();
  for (std::uint32_t d = 0; d < 20; ++d) {
    const std::vector line{DependencyId{d * 1500}};
    EXPECT_EQ(pricing.price(line), prices[d * 1500]);
  }
  const auto end = std::chrono::steady_clock::now();
  EXPECT_LT(middle - start, std::chrono::seconds(60));
  EXPECT_LT(end - middle, std::chrono::seconds(20));
}

}  // namespace
}  // namespace unknot
