/** The settings of the extension, and how they start the server. Nothing here needs an editor. */

export interface Settings {
  readonly enable: boolean;
  readonly command: string;
  readonly arguments: readonly string[];
}

/** What a folder's configuration answers; an editor's `WorkspaceConfiguration` is one. */
export interface Configuration {
  get<T>(name: string, fallback: T): T;
}

/** A program and its arguments, or why there is none. */
export type Start =
  | { readonly command: string; readonly args: string[] }
  | { readonly problem: string };

/** The languages whose files kavro-lint reads, beside the documents and settings of a plan. */
export const LANGUAGES = [
  "python",
  "javascript",
  "javascriptreact",
  "typescript",
  "typescriptreact",
  "vue",
  "svelte",
  "go",
  "markdown",
  "toml",
] as const;

export function settingsOf(configuration: Configuration): Settings {
  const listed = configuration.get<unknown>("arguments", ["server"]);
  return {
    enable: configuration.get<unknown>("enable", true) !== false,
    command: String(configuration.get<unknown>("command", "kavro-lint")).trim(),
    arguments: Array.isArray(listed) ? listed.map(String) : ["server"],
  };
}

/**
 * Return how the server is started. A path that is not absolute would be looked up in the folder
 * that is open, and a program that came with a repository must not run.
 */
export function startOf(settings: Settings, isAbsolute: (path: string) => boolean): Start {
  const { command } = settings;
  if (command === "") {
    return { problem: "the setting kavro-lint.command is empty" };
  }
  if (/[\\/]/.test(command) && !isAbsolute(command)) {
    return { problem: `the setting kavro-lint.command is no absolute path: ${command}` };
  }
  return { command, args: [...settings.arguments] };
}
