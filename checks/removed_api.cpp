// Names that the pinned version of a library no longer has.
#include <array>

#include "checks/registry.h"
#include "checks/setting_findings.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"commit-on-teardown", Severity::warning, "a setting that no longer commits"},
    CaseInfo{"debug-queries", Severity::error, "a function that has another name now"},
    CaseInfo{"disconnect-reason", Severity::error, "a handler that takes what the pinned version does not give"},
    CaseInfo{"removed-name", Severity::error, "a name that is gone: ImportError or AttributeError"},
    CaseInfo{"removed-setting", Severity::warning, "a setting that means nothing any more"}};

constexpr std::array kExamples{Example{.language = "python",
                                       .bad = R"(// file: app.py
from flask import Flask
app = Flask(__name__)
@app.before_first_request
def set_up():
    pass
// file: requirements.txt
flask==2.3.3
)",
                                       .good = R"(// file: app.py
from flask import Flask
app = Flask(__name__)
with app.app_context():
    pass
// file: requirements.txt
flask==2.3.3
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Names of a library that the project asks for, by import, as an attribute, or as a setting, and that the version which it pins does not
have. A name inside of a `try` is somebody's way to serve several versions and is left out.

## Why it matters
The import fails, or the setting does nothing, on the day when somebody installs what the requirements ask for.

## How to fix it
The finding names what took its place.

## Known limits
Where the project pins no version, only what has been gone for years is reported. Environment markers count as one range of versions.
A value that is computed or comes from a variable of the environment is unknown and makes no finding; `os.environ.get("X", 4)` is 4 where
X is not set. An object of a class that the project derives from the library's is not known to be one. Files of tests are left out.

## Cost
Files that hold a name of a model are looked at once more, on the tree that is parsed for the imports.
)";

void run(const CheckContext& ctx, const FindingSink& report) { report_settings(checks::removed_api.info, ctx, report); }

}  // namespace

constinit const Check checks::removed_api{.info = {.id = "removed-api",
    .summary = "Names and settings that the version of a library that the project pins no longer has.",
    .doc = kDoc,
    .kind = FindingKind::setting,
    .severity = Severity::warning,
    .reads_imports = true,
    .cases = kCases,
    .examples = kExamples},
    .run = run};

}  // namespace unknot
