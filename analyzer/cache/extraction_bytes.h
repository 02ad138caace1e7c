// An extraction as bytes and back: what the cache holds of a whole program.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/includes/extraction.h"

namespace unknot {

/// All but the manifest.
std::string encode_extraction(const Extraction&);
/// False where the bytes are broken or name units that are not there.
bool decode_extraction(std::string_view, Extraction&);

std::string encode_manifest(const Manifest&);
bool decode_manifest(std::string_view, Manifest&);

}  // namespace unknot
