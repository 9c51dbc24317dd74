// Asks one tool where the imports of a project lead: `node ask_bundlers.mjs TOOL PROJECT`.
// Prints a JSON list of [importer, absolute path or null]; null says that the tool finds nothing.
// TOOLS, in the environment, is the folder whose node_modules holds the tools.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [tool, project] = process.argv.slice(2);
const require = createRequire(path.join(process.env.TOOLS, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
process.chdir(project);

const sources = (folder) =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.name === "node_modules") return [];
    if (entry.isDirectory()) return sources(place);
    return /\.(js|ts)$/.test(place) && !/\.config\./.test(place) ? [place] : [];
  });

// The specifiers as TypeScript's own scanner reads them.
function specifiers() {
  const ts = require("typescript");
  return sources(project).flatMap((importer) =>
    ts.preProcessFile(fs.readFileSync(importer, "utf8"), true, true).importedFiles.map((found) => [
      importer,
      found.fileName,
    ]),
  );
}

async function resolveEach(resolve) {
  const answers = [];
  for (const [importer, specifier] of specifiers()) {
    let target = null;
    try {
      target = await resolve(importer, specifier);
    } catch (error) {
      if (!/find|resolve|located|exist/i.test(error.message)) throw error;
    }
    answers.push([importer, target ?? null]);
  }
  return answers;
}

const existing = (found) => {
  const file = found && found.replace(/[?#].*$/, "");
  return file && fs.existsSync(file) && fs.statSync(file).isFile() ? file : null;
};

async function typescript() {
  const ts = require("typescript");
  const file = path.join(project, "tsconfig.json");
  const stated = ts.readConfigFile(file, ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(stated, ts.sys, project, undefined, file);
  return resolveEach(
    (importer, specifier) =>
      ts.resolveModuleName(specifier, importer, options, ts.sys).resolvedModule?.resolvedFileName,
  );
}

async function esbuild() {
  const { build } = require("esbuild");
  const nothing = [];
  const unresolved = {
    name: "unresolved",
    setup(made) {
      made.onResolve({ filter: /.*/ }, async (asked) => {
        if (asked.pluginData === "again" || asked.kind === "entry-point") return undefined;
        const { importer, resolveDir, kind } = asked;
        const found = await made.resolve(asked.path, {
          importer,
          resolveDir,
          kind,
          pluginData: "again",
        });
        if (found.errors.length === 0) return undefined;
        nothing.push([importer, null]);
        return { path: asked.path, external: true };
      });
    },
  };
  const { metafile } = await build({
    entryPoints: ["src/main.js"],
    bundle: true,
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [unresolved],
  });
  const edges = Object.entries(metafile.inputs).flatMap(([importer, { imports }]) =>
    imports
      .filter((found) => !found.external)
      .map((found) => [path.resolve(importer), path.resolve(found.path)]),
  );
  return [...edges, ...nothing];
}

async function askServer(server) {
  const environment = server.environments.client;
  const found = await resolveEach(async (importer, specifier) =>
    existing((await environment.pluginContainer.resolveId(specifier, importer))?.id),
  );
  // Only a transformed file says what `import.meta.glob` matches.
  for (const importer of sources(project)) {
    if (!fs.readFileSync(importer, "utf8").includes("import.meta.glob")) continue;
    const { code } = await environment.transformRequest(importer);
    for (const [, target] of code.matchAll(/import\("([^"]+)"\)/g))
      found.push([importer, existing(path.join(project, target))]);
  }
  await server.close();
  return found;
}

async function vite() {
  const { createServer } = await load("vite");
  return askServer(
    await createServer({
      root: project,
      logLevel: "silent",
      optimizeDeps: { noDiscovery: true },
      server: { middlewareMode: true, ws: false },
    }),
  );
}

async function vitest() {
  const folder = path.dirname(require.resolve("vitest/package.json"));
  const { createVitest } = await import(pathToFileURL(path.join(folder, "dist/node.js")).href);
  const made = await createVitest("test", { root: project, watch: false });
  const answers = await askServer(made.projects[0]?.vite ?? made.vite);
  await made.close();
  return answers;
}

function edgesOfStats({ modules }) {
  const files = new Map(modules.map((module) => [module.identifier, module.nameForCondition]));
  const issuers = new Map();
  for (const module of modules)
    issuers.set(module.identifier, (module.reasons ?? []).map((reason) => reason.moduleIdentifier));
  // What a context holds is an edge of the file that asks for the context.
  const importers = (identifier) =>
    files.get(identifier) && !/\|(sync|lazy|weak|eager)\b/.test(identifier)
      ? [files.get(identifier)]
      : (issuers.get(identifier) ?? []).flatMap((above) => (above ? importers(above) : []));
  return modules
    .filter((module) => module.nameForCondition && fs.statSync(module.nameForCondition).isFile())
    .flatMap((module) =>
      issuers
        .get(module.identifier)
        .filter(Boolean)
        .flatMap(importers)
        .map((importer) => [importer, module.nameForCondition]),
    );
}

async function stats(name) {
  const loaded = require(name);
  const bundle = loaded.rspack ?? loaded;
  const file = path.join(project, `${name.includes("rspack") ? "rspack" : name}.config.js`);
  const config = fs.existsSync(file) ? require(file) : { entry: "./src/main.js" };
  const compiler = bundle({
    ...config,
    mode: "development",
    context: project,
    output: { path: path.join(project, "node_modules/.built") },
  });
  const done = await new Promise((finish, fail) =>
    compiler.run((error, made) => (error ? fail(error) : finish(made))),
  );
  const all = { all: false, modules: true, nestedModules: true, reasons: true, ids: true };
  const document = done.toJson({
    ...all,
    errors: true,
    dependentModules: true,
    modulesSpace: Infinity,
    reasonsSpace: Infinity,
    groupModulesByType: false,
    groupModulesByPath: false,
    groupModulesByAttributes: false,
    groupModulesByCacheStatus: false,
    groupModulesByExtension: false,
    groupModulesByLayer: false,
    groupReasonsByOrigin: false,
  });
  const nothing = document.errors.map((error) => {
    if (!/resolve|Cannot find/.test(error.message)) throw new Error(error.message);
    return [path.resolve(error.moduleName ?? "src/main.js"), null];
  });
  await new Promise((finish) => compiler.close(finish));
  return [...edgesOfStats(document), ...nothing];
}

async function jest() {
  const { readConfig } = require("jest-config");
  const { default: Runtime } = require("jest-runtime");
  const cacheDirectory = path.join(project, "node_modules/.jest");
  fs.mkdirSync(cacheDirectory, { recursive: true });
  const { projectConfig } = await readConfig({ _: [], $0: "", cacheDirectory }, project);
  const options = { resetCache: true, maxWorkers: 1, watch: false, watchman: false };
  const map = await (await Runtime.createHasteMap(projectConfig, options)).build();
  const resolver = Runtime.createResolver(projectConfig, map.moduleMap);
  return resolveEach(
    (importer, specifier) =>
      resolver.getMockModule(importer, specifier) ?? resolver.resolveModule(importer, specifier),
  );
}

async function babel() {
  const { transformAsync } = require("@babel/core");
  const plugin = require.resolve("babel-plugin-module-resolver");
  const script = path.join(project, "babel.config.js");
  const config = fs.existsSync(script)
    ? require(script)
    : JSON.parse(fs.readFileSync(path.join(project, ".babelrc"), "utf8"));
  const options = config.plugins[0][1];
  return resolveEach(async (importer, specifier) => {
    const { code } = await transformAsync(`import "${specifier}";`, {
      filename: importer,
      cwd: project,
      configFile: false,
      plugins: [[plugin, options]],
    });
    return createRequire(importer).resolve(/"([^"]+)"/.exec(code)[1]);
  });
}

async function metro() {
  const Metro = require("metro");
  const config = await Metro.loadConfig({
    cwd: project,
    config: path.join(project, "metro.config.js"),
  });
  const merged = Metro.mergeConfig(config, {
    projectRoot: project,
    watchFolders: [project, process.env.TOOLS],
    maxWorkers: 1,
    reporter: { update() {} },
    resolver: { useWatchman: false },
  });
  const graph = await Metro.buildGraph(merged, {
    entries: ["src/main.js"],
    platform: "ios",
    dev: true,
  });
  return [...graph.dependencies.values()].flatMap((module) =>
    [...module.dependencies.values()].map((found) => [module.path, found.absolutePath]),
  );
}

const tools = {
  typescript, esbuild, vite, vitest, jest, babel, metro,
  webpack: () => stats("webpack"),
  rspack: () => stats("@rspack/core"),
};
const answers = await tools[tool]();
fs.writeSync(1, `\n${JSON.stringify(answers)}\n`);
process.exit(0);
