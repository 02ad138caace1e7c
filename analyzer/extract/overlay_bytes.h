// The differences of a source tree as bytes, for the processes that have to read the same tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/source_tree/overlay.h"

namespace unknot {

/// How unknot-clang learns of one: with this option, it reads the bytes behind this descriptor before anything else.
constexpr std::string_view kOverlayOption = "--overlay";
constexpr int kOverlayDescriptor = 3;

std::string encode_overlay(const Overlay&);
/// Nothing where the bytes are none.
std::optional<Overlay> decode_overlay(std::string_view);

}  // namespace unknot
