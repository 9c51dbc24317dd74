/** The built extension, with an editor that has nothing but what is called. */

import assert from "node:assert/strict";
import Module from "node:module";
import { join } from "node:path";
import test from "node:test";

/** A class for every name that the client's library asks of an editor. */
function standIn(known: Record<string, unknown>): unknown {
  return new Proxy(known, {
    get: (target, name) => {
      if (!(name in target) && typeof name === "string") {
        target[name] = class {};
      }
      return target[name as string];
    },
  });
}

test("it registers its command, and ends with nothing left", async () => {
  const commands: string[] = [];
  const editor = standIn({
    version: "1.82.0",
    commands: { registerCommand: (name: string) => (commands.push(name), { dispose() {} }) },
    workspace: {
      workspaceFolders: undefined,
      onDidChangeWorkspaceFolders: () => ({ dispose() {} }),
      onDidChangeConfiguration: () => ({ dispose() {} }),
    },
  });
  const loader = Module as unknown as { _load: (...given: unknown[]) => unknown };
  const load = loader._load;
  loader._load = (request, ...more) => (request === "vscode" ? editor : load(request, ...more));
  try {
    const extension = require(join(process.cwd(), "dist/extension.js")) as {
      activate(context: { subscriptions: unknown[] }): Promise<void>;
      deactivate(): Promise<void>;
    };
    const context = { subscriptions: [] as unknown[] };
    await extension.activate(context);
    assert.deepEqual(commands, ["kavro-lint.restart"]);
    assert.equal(context.subscriptions.length, 3);
    await extension.deactivate();
  } finally {
    loader._load = load;
  }
});
