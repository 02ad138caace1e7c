// A program as text, one fact a line, so that tests and people can write and read one. Text -> Program -> text.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "graph/program.h"

namespace unknot {

/// Reads
/// ```
/// # a comment, on a line of its own or behind a fact
/// app -> util [include always line=3]
/// util -> app [when="defined(X) && !Y" entered=not-shown column=12]
/// util [python module external entry reached once path=src/util.cppm]
/// gen/config.h [generated]
/// changes defined(X): app, util
/// context: 0 1
/// variant: 0 1
/// library core: util, app/b.cpp
/// executable app: app
/// ignore util:1 include-cycle,self-include - the reason
/// ```
/// A dependency's attributes: its kind (default include), `always` (default), `conditional`, `deferred`, `typing`,
/// `when=` (literals joined by `&&`, `!` negates; makes it conditional), `entered=yes|not-shown|unknown` (default yes; `no`
/// is not-shown), `line=` (default: the source unit's first written dependency stands in line 1, the next in 2, ...) and
/// `column=` (default 10), `in=` (the unit whose text holds the line, where that is not the source unit). Values with spaces stand in double quotes, with `\"` and `\\` inside. Units are declared by being
/// mentioned; a line of their own gives them attributes. A context lists dependencies by their number in the text, from 0;
/// where no line says `context:`, one context holds all entered dependencies, and `context: none` says that there is none.
/// A variant likewise; where no line says `variant:`, one variant holds all dependencies.
/// `ignore UNIT:LINE` speaks of its own line unless `[target=N]` follows, which may also say `column=N` and `foreign`.
/// Atoms are numbered by text, conditions by first use in the order of the dependencies.
/// Errors: "line N: what is wrong".
std::expected<Program, std::string> program_from_text(std::string_view text);

/// The text that program_from_text() makes the same program of, if its atoms and conditions are numbered as said above and
/// no name holds a line break, starts with a keyword above or has one of ` -> `, ` [`, ` #` or a comma in it.
std::string text_from_program(const Program&);

}  // namespace unknot
