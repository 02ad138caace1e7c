// Python that runs beside the files of a fixture, on the real libraries.
#pragma once

#include <string>

namespace unknot::test {

/// What a probe prints: its text is run in a copy of the fixture (`CHECK/NAME`), with the interpreter that the packages of the
/// distribution are for. It fails the test where it ends with an error.
std::string probe(const std::string& fixture, const std::string& text);
/// Likewise, without the libraries' warnings.
std::string quiet_probe(const std::string& fixture, const std::string& text);

}  // namespace unknot::test
