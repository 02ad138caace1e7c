// Settings of a web application's extensions that are ignored, or that fail.
#include <array>

#include "checks/registry.h"
#include "checks/setting_findings.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"debugging-in-production", Severity::warning, "every query is logged or kept"},
    CaseInfo{"ignored-pool-key", Severity::warning, "a key that the installed version does not read"},
    CaseInfo{"late-assignment", Severity::error, "a key that is set behind what reads it"},
    CaseInfo{"pool-of-sqlite", Severity::error, "options of a pool for a database that has none"},
    CaseInfo{"pool-too-small", Severity::warning, "more requests at a time than connections"},
    CaseInfo{"queries-not-recorded", Severity::warning, "queries are asked for that nobody records"},
    CaseInfo{"static-too", Severity::note, "work for each request that a static file does not need"},
    CaseInfo{"too-many-connections", Severity::note, "the pools of all workers hold more connections than the database gives"},
    CaseInfo{"track-modifications", Severity::warning, "every changed object is kept for signals; a note where the line only repeats the default"},
    CaseInfo{"user-loader", Severity::note, "what every request does to know its user fails without one, or reads more than that"}};

constexpr std::array kExamples{Example{.language = "python",
                                       .bad = R"(// file: app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql:///shop"
db = SQLAlchemy(app)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 20}
)",
                                       .good = R"(// file: app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql:///shop"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 20}
db = SQLAlchemy(app)
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Keys of an application's configuration, wherever they are set: `app.config[...]`, `update`, `from_mapping`, classes with such names and
their bases, modules. Which version reads which key is decided by what the project pins (requirements files, pyproject.toml,
Pipfile, lock files, setup files).

## Why it matters
The extension reads its keys once. What comes later, or under a name of an older version, has no effect and says nothing.

## How to fix it
The finding names the place or the key that counts.

## Known limits
A value that is computed or comes from a variable of the environment is unknown and makes no finding; `os.environ.get("X", 4)` is 4 where
X is not set. An object of a class that the project derives from the library's is not known to be one. Files of tests are left out.

## Cost
Files that hold a name of a model are looked at once more, on the tree that is parsed for the imports.
)";

void run(const CheckContext& ctx, const FindingSink& report) { report_settings(checks::extension_settings.info, ctx, report); }

}  // namespace

constinit const Check checks::extension_settings{.info = {.id = "extension-settings",
    .summary = "Settings of extensions that come too late, that the installed version does not read, or that fail with it.",
    .doc = kDoc,
    .kind = FindingKind::setting,
    .severity = Severity::warning,
    .reads_imports = true,
    .cases = kCases,
    .examples = kExamples},
    .run = run};

}  // namespace unknot
