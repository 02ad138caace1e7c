// node templates.mjs SOURCE BIN: are the templates for GitHub and GitLab what these services take, and do their scripts run?
//
// Their YAML is read by an independent parser and held to the documented keywords. Then each script runs in bash with the
// environment that the service gives: once with the unknot of BIN on a scratch repository, and for the choice of the base
// with one that only writes down its arguments.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const YAML = createRequire(import.meta.url)("yaml");
const [source, bin] = process.argv.slice(2);
const read = (file) => YAML.parse(readFileSync(join(source, file), "utf8"), { strict: true, uniqueKeys: true });
const folder = mkdtempSync(join(tmpdir(), "unknot-ci-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let passed = 0;
let number = 0;

function test(name, body) {
  try {
    body();
    passed += 1;
  } catch (error) {
    console.error(`failed: ${name}\n${error.message}`);
    process.exitCode = 1;
  }
}
function only(object, keys) {
  for (const key of Object.keys(object)) assert.ok(keys.includes(key), `unknown key ${key}`);
}
function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: "utf8", ...options });
}
function git(cwd, ...args) {
  const done = run("git", ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "init.defaultBranch=main", ...args], { cwd });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
}
/// A repository with a cycle of two headers, or one without.
function repository(cycle) {
  const path = join(folder, `repository ${(number += 1)}`);
  mkdirSync(path);
  writeFileSync(join(path, "a.h"), '#pragma once\n#include "b.h"\n');
  writeFileSync(join(path, "b.h"), cycle ? '#pragma once\n#include "a.h"\n' : "#pragma once\n");
  writeFileSync(join(path, "main.cpp"), '#include "a.h"\nint main() {}\n');
  git(path, "init", "--quiet");
  git(path, "add", ".");
  git(path, "commit", "--quiet", "--message", "first");
  return path;
}
/// A folder with an unknot that writes its arguments, one a line, and ends with `code`.
function recorder(code = 0) {
  const path = join(folder, `bin ${(number += 1)}`);
  mkdirSync(path);
  writeFileSync(join(path, "unknot"), `#!/bin/sh\n[ "$1" = --version ] && exit 0\nprintf '%s\\n' "$@" >"$RECORD"\nexit ${code}\n`);
  chmodSync(join(path, "unknot"), 0o755);
  return path;
}

const action = read("action.yml");
const step = (name) => action.runs.steps.find((one) => one.name === name);
/// Runs a step's script as the runner does: bash with -e and pipefail, on a file.
function runStep(name, cwd, path, inputs = {}) {
  const place = join(folder, `run ${(number += 1)}`);
  mkdirSync(place);
  const files = Object.fromEntries(["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "RECORD"].map((key) => [key, join(place, key)]));
  const env = { HOME: place, PATH: `${path}:${process.env.PATH}`, RUNNER_TEMP: place, XDG_CACHE_HOME: place, ...files };
  for (const key of Object.keys(step(name).env)) env[key] = "";
  for (const [key, input] of [["PATHS", "paths"], ["SINCE", "changed-since"]]) if (key in step(name).env) env[key] = action.inputs[input].default;
  const script = join(place, "script.sh");
  writeFileSync(script, step(name).run);
  const done = run("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], { cwd, env: { ...env, ...inputs } });
  const text = (key) => (existsSync(files[key]) ? readFileSync(files[key], "utf8") : "");
  return { ...done, output: text("GITHUB_OUTPUT"), summary: text("GITHUB_STEP_SUMMARY"), paths: text("GITHUB_PATH"), recorded: text("RECORD").split("\n") };
}

test("action.yml keeps the metadata syntax", () => {
  only(action, ["name", "description", "author", "branding", "inputs", "outputs", "runs"]);
  assert.ok(action.description.length <= 125, "the marketplace takes 125 characters");
  for (const input of Object.values(action.inputs)) {
    only(input, ["description", "required", "default"]);
    assert.ok(input.description.length > 0);
  }
  for (const output of Object.values(action.outputs)) only(output, ["description", "value"]);
  assert.equal(action.runs.using, "composite");
  for (const one of action.runs.steps) {
    only(one, ["name", "id", "if", "shell", "env", "run", "uses", "with", "working-directory", "continue-on-error"]);
    assert.equal(one.shell, "bash");
    assert.ok(!one.run.includes("${{"), "an expression in a script would run what a pull request writes");
    assert.equal(run("bash", ["-n", "-c", one.run]).status, 0);
  }
  const asked = [...readFileSync(join(source, "action.yml"), "utf8").matchAll(/inputs\.([\w-]+)/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(asked)].sort(), Object.keys(action.inputs).sort(), "every input is used and every used one is there");
});

test("the action annotates, sums up and fails on a cycle", () => {
  const done = runStep("Check", repository(true), bin, { SARIF: "unknot.sarif" });
  assert.equal(done.status, 1, done.stderr);
  assert.match(done.stdout, /^::warning file=[ab]\.h,line=2,/m);
  assert.match(done.output, /^exit-code=1$/m);
  assert.match(done.summary, /^- \*\*unknot\*\*: 1 tangle of 2 files$/m);
});

test("the action passes without one, and with fail-on never", () => {
  assert.equal(runStep("Check", repository(false), bin).status, 0);
  const done = runStep("Check", repository(true), bin, { FAIL_ON: "never", SARIF: "out.sarif" });
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.output, /^exit-code=0$/m);
});

test("the action writes SARIF where it is asked to", () => {
  const place = repository(true);
  runStep("Check", place, bin, { SARIF: "unknot.sarif" });
  assert.equal(JSON.parse(readFileSync(join(place, "unknot.sarif"), "utf8")).version, "2.1.0");
});

test("what a person writes stays one argument", () => {
  const done = runStep("Check", repository(false), recorder(), { PATHS: "a b\n$(touch ran)\n-x", BUILD: "build one\n", ARGUMENTS: "--checks\n-*,self-include" });
  const { recorded } = done;
  assert.equal(recorded[recorded.indexOf("--build") + 1], "build one");
  assert.equal(recorded[recorded.indexOf("--checks") + 1], "-*,self-include");
  assert.deepEqual(recorded.slice(recorded.indexOf("--") + 1), ["a b", "$(touch ran)", "-x", ""]);
});

test("a pull request is compared with its base", () => {
  const place = repository(false);
  const base = git(place, "rev-parse", "HEAD");
  const since = (inputs) => {
    const { recorded } = runStep("Check", place, recorder(), inputs);
    return recorded.includes("--changed-since") ? recorded[recorded.indexOf("--changed-since") + 1] : null;
  };
  assert.equal(since({}), null, "a push has none");
  assert.equal(since({ EVENT_BASE: base }), base);
  assert.equal(since({ EVENT_BASE: base, SINCE: "none" }), null);
  assert.equal(since({ SINCE: "v1" }), "v1");
  git(place, "checkout", "--quiet", "-b", "topic");
  git(place, "commit", "--quiet", "--allow-empty", "--message", "topic");
  git(place, "checkout", "--quiet", "main");
  git(place, "commit", "--quiet", "--allow-empty", "--message", "later");
  const now = git(place, "rev-parse", "HEAD");
  git(place, "merge", "--quiet", "--no-ff", "--message", "merge", "topic");
  assert.equal(since({ EVENT_BASE: base }), now, "the base of the merge, not that of the event");
});

test("a pull request fails on the knot that it adds, not on those that were there", () => {
  const place = repository(true);
  const base = git(place, "rev-parse", "HEAD");
  writeFileSync(join(place, "c.h"), "#pragma once\n");
  writeFileSync(join(place, "main.cpp"), '#include "a.h"\n#include "c.h"\nint main() {}\n');
  git(place, "add", ".");
  git(place, "commit", "--quiet", "--message", "clean");
  const clean = runStep("Check", place, bin, { EVENT_BASE: base });
  assert.equal(clean.status, 0, clean.stdout + clean.stderr);
  assert.doesNotMatch(clean.stdout, /^::(warning|error)/m);
  writeFileSync(join(place, "c.h"), '#pragma once\n#include "d.h"\n');
  writeFileSync(join(place, "d.h"), '#pragma once\n#include "c.h"\n');
  git(place, "add", ".");
  git(place, "commit", "--quiet", "--message", "a knot");
  const tied = runStep("Check", place, bin, { EVENT_BASE: base });
  assert.equal(tied.status, 1, tied.stdout + tied.stderr);
  assert.equal([...tied.stdout.matchAll(/^::warning file=[cd]\.h,/gm)].length, 1, tied.stdout);
});

test("an unknot that is not there is said", () => {
  const done = runStep("Check", repository(false), "/nonexistent", { PATH: "/usr/bin:/bin" });
  assert.equal(done.status, 2);
  assert.match(done.stdout, /^::error title=unknot::unknot does not run here/m);
});

test("the installation takes what its checksum confirms, and nothing else", () => {
  const releases = join(folder, "releases");
  const archive = `unknot-0.1.0-${run("uname", ["-s"]).stdout.trim()}-${run("uname", ["-m"]).stdout.trim()}.tar.gz`;
  mkdirSync(join(releases, "v0.1.0", "top", "bin"), { recursive: true });
  writeFileSync(join(releases, "v0.1.0", "top", "bin", "unknot"), "#!/bin/sh\n");
  run("tar", ["-czf", archive, "top"], { cwd: join(releases, "v0.1.0") });
  const sum = run("sha256sum", [archive], { cwd: join(releases, "v0.1.0") }).stdout;
  writeFileSync(join(releases, "v0.1.0", `${archive}.sha256`), sum);
  const install = (version) => runStep("Install unknot", folder, "/nonexistent", { VERSION: version, RELEASES: `file://${releases}` });
  const done = install("v0.1.0");
  assert.equal(done.status, 0, done.stderr);
  assert.ok(existsSync(join(done.paths.trim(), "unknot")));
  const missing = install("9.9.9");
  assert.equal(missing.status, 2);
  assert.match(missing.stdout, /^::error title=unknot::there is no unknot-9\.9\.9/m);
  writeFileSync(join(releases, "v0.1.0", `${archive}.sha256`), `${"0".repeat(64)}${sum.slice(64)}`);
  const forged = install("0.1.0");
  assert.notEqual(forged.status, 0);
  assert.equal(forged.paths, "");
});

const { unknot: job, ...others } = read("ci/gitlab/unknot.gitlab-ci.yml");
function runJob(cwd, path, variables = {}) {
  const place = join(folder, `job ${(number += 1)}`);
  mkdirSync(place);
  const env = { HOME: place, XDG_CACHE_HOME: place, PATH: `${path}:${process.env.PATH}`, RECORD: join(place, "record"), ...job.variables, ...variables };
  const done = run("bash", ["-e", "-o", "pipefail", "-c", job.script.join("\n")], { cwd, env });
  return { ...done, recorded: existsSync(env.RECORD) ? readFileSync(env.RECORD, "utf8").split("\n") : [] };
}

test("the GitLab template keeps the documented keywords", () => {
  assert.deepEqual(others, {});
  only(job, ["stage", "variables", "rules", "script", "artifacts"]);
  only(job.artifacts, ["when", "expire_in", "paths", "reports"]);
  only(job.artifacts.reports, ["codequality", "junit"]);
  assert.equal(job.artifacts.when, "always", "a failed job's report is the one that counts");
  for (const value of Object.values(job.variables)) assert.equal(typeof value, "string");
  assert.match(job.artifacts.reports.junit, /\.xml$/);
});

test("the GitLab job writes both reports and fails on a cycle", () => {
  const place = repository(true);
  const done = runJob(place, bin);
  assert.equal(done.status, 1, done.stderr);
  const report = JSON.parse(readFileSync(join(place, job.artifacts.reports.codequality), "utf8"));
  assert.equal(report[0].check_name, "include-cycle");
  assert.match(readFileSync(join(place, job.artifacts.reports.junit), "utf8"), /<failure /);
  assert.equal(runJob(repository(false), bin).status, 0);
});

test("a merge request is compared with its base", () => {
  const place = repository(false);
  const { recorded } = runJob(place, recorder(), { CI_MERGE_REQUEST_DIFF_BASE_SHA: git(place, "rev-parse", "HEAD"), UNKNOT_ARGUMENTS: "--build b" });
  assert.equal(recorded[recorded.indexOf("--changed-since") + 1], git(place, "rev-parse", "HEAD"));
  assert.equal(recorded[recorded.indexOf("--build") + 1], "b");
  assert.ok(!runJob(place, recorder()).recorded.includes("--changed-since"));
});

console.log(`${passed} passed`);
