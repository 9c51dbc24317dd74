/** The server itself, as the settings start it. KAVRO_LINT names the program. */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
} from "vscode-languageserver-protocol/node";

import { settingsOf, startOf } from "../src/settings";

const PROGRAM = process.env["KAVRO_LINT"] ?? "";
const FILES: Record<string, string> = {
  "docs/kavro/blueprint.md":
    "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | b |\n| b | `b/` | none |\n",
  "a/one.py": "from b import two\n",
  "b/two.py": "from a import one\n",
};

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly { readonly code?: string }[];
}

test("it shows drift, and ends", { skip: PROGRAM === "" && "KAVRO_LINT names no program" }, async () => {
  const top = mkdtempSync(join(tmpdir(), "kavro-"));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), text);
    }
    execFileSync("git", ["init", "-q", top]);
    const values: Record<string, unknown> = { command: PROGRAM };
    const start = startOf(
      settingsOf({ get: <T>(name: string, fallback: T): T => (values[name] as T) ?? fallback }),
      () => true,
    );
    assert.ok("command" in start);
    const server = spawn(start.command, start.args, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const connection = createMessageConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    const drift = new Promise<Published>((resolve) =>
      connection.onNotification("textDocument/publishDiagnostics", (published: Published) =>
        published.uri.endsWith("b/two.py") ? resolve(published) : undefined,
      ),
    );
    connection.listen();
    const rootUri = pathToFileURL(top).toString();
    await connection.sendRequest("initialize", { processId: process.pid, rootUri, capabilities: {} });
    await connection.sendNotification("initialized", {});
    assert.equal((await drift).diagnostics[0]?.code, "KV704");
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    assert.equal(await ended, 0);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
});
