import assert from "node:assert/strict";
import test from "node:test";

import { Folders, type Server } from "../src/folders";

class Recorded {
  readonly events: string[] = [];
  readonly complaints: string[] = [];

  constructor(private readonly broken: string[] = []) {}

  folders(): Folders {
    return new Folders(
      (folder) => this.server(folder),
      (folder, error) => this.complaints.push(`${folder}: ${String(error)}`),
    );
  }

  private server(folder: string): Server | undefined {
    if (folder === "off") {
      return undefined;
    }
    return {
      start: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (this.broken.includes(folder)) {
          throw new Error("no such program");
        }
        this.events.push(`start ${folder}`);
      },
      stop: async () => {
        this.events.push(`stop ${folder}`);
      },
    };
  }
}

test("each folder has one server, which goes with it", async () => {
  const recorded = new Recorded();
  const folders = recorded.folders();
  await folders.set(["a", "b", "off"]);
  await folders.set(["b", "c"]);
  assert.deepEqual(recorded.events, ["start a", "start b", "stop a", "start c"]);
  assert.deepEqual(folders.running, ["b", "c"]);
});

test("a restart while servers start leaves one of each", async () => {
  const recorded = new Recorded();
  const folders = recorded.folders();
  void folders.set(["a"]);
  void folders.restart(["a"]);
  await folders.restart(["a"]);
  assert.deepEqual(recorded.events, ["start a", "stop a", "start a", "stop a", "start a"]);
  assert.deepEqual(folders.running, ["a"]);
});

test("a server that does not start is said, and the others run", async () => {
  const recorded = new Recorded(["a"]);
  const folders = recorded.folders();
  await folders.set(["a", "b"]);
  assert.deepEqual(recorded.complaints, ["a: Error: no such program"]);
  assert.deepEqual(folders.running, ["b"]);
});
