// Ids of what a program holds: types of their own, never bare integers.
#pragma once

#include <cstdint>

namespace unknot {

/// Index into Program::units.
enum class UnitId : std::uint32_t {};
/// Index into Program::dependencies.
enum class DependencyId : std::uint32_t {};
/// Index into Program::conditions; ConditionId{0} is "always".
enum class ConditionId : std::uint32_t {};
/// Index into Program::atoms.
enum class AtomId : std::uint32_t {};

constexpr std::uint32_t index(UnitId id) { return static_cast<std::uint32_t>(id); }
constexpr std::uint32_t index(DependencyId id) { return static_cast<std::uint32_t>(id); }
constexpr std::uint32_t index(ConditionId id) { return static_cast<std::uint32_t>(id); }
constexpr std::uint32_t index(AtomId id) { return static_cast<std::uint32_t>(id); }

}  // namespace unknot
