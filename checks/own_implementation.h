// Headers and the files with their bodies: "x.h" with "x.inl", "x-inl.h", "x.tpp".
#pragma once

#include <string>
#include <string_view>

#include "checks/check.h"

namespace unknot {

/// Endings of such files, one a line: an option of the checks that treat them apart.
constexpr OptionSpec kImplementationSuffixes{
    .name = "implementation-suffixes",
    .type = OptionType::text_list,
    .default_value = ".inl\n-inl.h\n-inl.hpp\n_inl.h\n_inl.hpp\n.ipp\n.tpp\n.tcc\n.txx\n.icc\n.templates.h\n.impl.h\n_impl.h\n_impl.hpp\n-impl.h",
    .doc = "Endings of files that hold the bodies of the header of the same name"};

/// Does `file` hold the bodies of `header`?
bool is_implementation_of(std::string_view file, std::string_view header, std::string_view suffixes);

/// Is every walk closed by an implementation file that includes its own header?
bool own_implementation_only(const Tangle&, std::string_view suffixes);

}  // namespace unknot
