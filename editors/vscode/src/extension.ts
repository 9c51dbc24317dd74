/** The extension: `kavro-lint server` for each folder that is open. */

import { homedir } from "node:os";
import { isAbsolute } from "node:path";

import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";

import { Folders, type Server } from "./folders";
import { LANGUAGES, settingsOf, startOf } from "./settings";

const NAME = "kavro-lint";

let folders: Folders | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const managed = new Folders(serverOf, complain);
  folders = managed;
  const restart = () => managed.restart(open());
  context.subscriptions.push(
    vscode.commands.registerCommand(`${NAME}.restart`, restart),
    vscode.workspace.onDidChangeWorkspaceFolders(() => managed.set(open())),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration(NAME) ? restart() : undefined,
    ),
  );
  await managed.set(open());
}

export async function deactivate(): Promise<void> {
  await folders?.set([]);
}

/** The folders that are open on this machine, as URIs. */
function open(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.toString());
}

function serverOf(uri: string): Server | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
  const settings = settingsOf(vscode.workspace.getConfiguration(NAME, folder));
  if (folder === undefined || !settings.enable) {
    return undefined;
  }
  const start = startOf(settings, isAbsolute);
  if ("problem" in start) {
    throw new Error(start.problem);
  }
  // Windows looks for a program in the folder that it is started in first, and that would be the
  // repository; the server hears of the folder from the protocol.
  const executable = { ...start, options: { cwd: homedir() } };
  return new LanguageClient(NAME, `${NAME} (${folder.name})`, executable, {
    workspaceFolder: folder,
    documentSelector: LANGUAGES.map((language) => ({
      scheme: "file",
      language,
      pattern: `${folder.uri.fsPath.replaceAll("\\", "/")}/**/*`,
    })),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  });
}

function complain(_folder: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  void vscode.window.showErrorMessage(
    `kavro-lint does not run: ${reason}. Install it with pip install 'kavro-lint[lsp]', or name ` +
      "it in the setting kavro-lint.command.",
  );
}
