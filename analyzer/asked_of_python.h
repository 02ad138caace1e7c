// What of Python the checks that run ask for.
#pragma once

#include "analyzer/analyze.h"

namespace unknot {

struct AskedOfPython {
  bool imports = false;    ///< what comes of importing modules
  bool functions = false;  ///< what functions of the program do
  bool tests = false;      ///< what tests do; where a check for it is asked for by its name
  bool settings = false;   ///< how the project is configured and started
  bool is_any() const { return imports || functions || tests || settings; }
};

AskedOfPython asked_of_python(const AnalysisOptions&, const Config&);

}  // namespace unknot
