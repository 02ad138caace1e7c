// Asks the tool that holds a report against the published interface, where it is installed.
#pragma once

#include <string>
#include <string_view>

namespace unknot::test {

/// What the tool has to say against the report; empty where it is content, or not there. It is looked for at
/// $UNKNOT_CHECK_REPORT, then at shared/tools/check-report beside the repository.
std::string what_breaks_the_promise(std::string_view report, const std::string& root);

}  // namespace unknot::test
