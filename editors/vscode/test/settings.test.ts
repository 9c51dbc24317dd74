import assert from "node:assert/strict";
import { isAbsolute } from "node:path";
import test from "node:test";

import { LANGUAGES, settingsOf, startOf } from "../src/settings";

function configuration(values: Record<string, unknown>) {
  return { get: <T>(name: string, fallback: T): T => (name in values ? (values[name] as T) : fallback) };
}

test("without settings the program on PATH is started as a server", () => {
  const settings = settingsOf(configuration({}));
  assert.deepEqual(settings, { enable: true, command: "kavro-lint", arguments: ["server"] });
  assert.deepEqual(startOf(settings, isAbsolute), { command: "kavro-lint", args: ["server"] });
});

test("settings of another type do no harm", () => {
  const settings = settingsOf(configuration({ arguments: "x", command: 7, enable: null }));
  assert.deepEqual(settings, { enable: true, command: "7", arguments: ["server"] });
});

for (const command of ["./kavro-lint", ".venv/bin/kavro-lint", "..\\kavro-lint.exe", ""]) {
  test(`a program of the repository is not started: ${JSON.stringify(command)}`, () => {
    const start = startOf({ enable: true, command, arguments: [] }, isAbsolute);
    assert.ok("problem" in start && start.problem.includes("kavro-lint.command"));
  });
}

test("an absolute path is started", () => {
  const settings = { enable: true, command: "/opt/kavro-lint", arguments: ["server"] };
  assert.deepEqual(startOf(settings, isAbsolute), { command: "/opt/kavro-lint", args: ["server"] });
});

test("the documents of a plan are served, too", () => {
  assert.ok(LANGUAGES.includes("markdown"));
});
