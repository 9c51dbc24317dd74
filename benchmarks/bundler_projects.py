"""Small projects, each with forms of names that one tool of JavaScript resolves in its own way.

Each file of `src/` imports something; `compare_bundlers.py` asks the tool where that leads.
"""

from dataclasses import dataclass

# What every project may import as a package: it is installed beside the projects.
PACKAGE = "is-installed"
_TARGETS = {
    f"src/{name}.{suffix}": f"export default '{name}';\n"
    for name in ("lib/a", "lib/b", "lib/index", "ui/button", "ui/index", "theme")
    for suffix in ("js",)
}


@dataclass(frozen=True)
class Small:
    """A project, the tool that is asked, and links below its `node_modules`."""

    tool: str
    name: str
    files: dict[str, str]
    links: dict[str, str]


def _small(
    tool: str, name: str, files: dict[str, str], links: dict[str, str] | None = None
) -> Small:
    manifest = f'{{"name": "small", "dependencies": {{"{PACKAGE}": "1"}}}}\n'
    return Small(tool, name, {"package.json": manifest, **_TARGETS, **files}, links or {})


def _imports(*specifiers: str) -> str:
    return "".join(f'import "{specifier}";\n' for specifier in specifiers)


def _typescript(files: dict[str, str]) -> dict[str, str]:
    """Return files whose targets are TypeScript, for a compiler that reads no JavaScript."""
    return {path.replace(".js", ".ts"): text for path, text in _TARGETS.items()} | files


_COMMON = '"module": "esnext", "moduleResolution": "bundler", "noEmit": true, "types": []'

_ALIASED = _imports("@/lib/a", "@ui/button", "lib/b", "theme", "./lib", PACKAGE, "@/missing")

# The table of aliases that a configuration states, in each way to write a path.
_TABLES = {
    "resolve": '{ "@": path.resolve(__dirname, "src"), "@ui": path.resolve(__dirname, "./src/ui"), '
    'lib: path.resolve(__dirname, "src", "lib"), theme$: path.resolve("src/theme.js") }',
    "join": '{ "@": path.join(__dirname, "src"), "@ui": path.join(__dirname, "src/lib/../ui"), '
    'lib: path.join(__dirname, "src", "lib"), theme$: path.join(__dirname, "src/theme.js") }',
    "template": '{ "@": `${__dirname}/src`, "@ui": `${__dirname}/src/ui`, '
    'lib: __dirname + "/src/lib", theme$: `${__dirname}/src/theme.js` }',
}


def _vite_table(table: str) -> str:
    return table.replace("theme$", "theme")


def _commonjs(table: str) -> str:
    return (
        f'const path = require("node:path");\nmodule.exports = {{ entry: "./src/main.js", '
        f"resolve: {{ alias: {table} }} }};\n"
    )


def _webpack_projects(tool: str) -> list[Small]:
    config = f"{tool}.config.js"
    projects = [
        _small(tool, kind, {config: _commonjs(table), "src/main.js": _ALIASED})
        for kind, table in _TABLES.items()
    ]
    imported = (
        'const alias = require("./build/aliases");\n'
        'module.exports = { entry: "./src/main.js", resolve: { alias } };\n'
    )
    aliases = (
        'const path = require("path");\nconst root = path.resolve(__dirname, "..");\n'
        'module.exports = { "@": path.join(root, "src"), "@ui": path.join(root, "src", "ui"), '
        'lib: path.resolve(root, "src/lib"), theme$: path.join(root, "src/theme.js") };\n'
    )
    files = {config: imported, "build/aliases.js": aliases, "src/main.js": _ALIASED}
    projects.append(_small(tool, "imported", files))
    forms = (
        'const all = require.context("./lib", true, /\\.js$/);\n'
        'new URL("./ui/button.js", import.meta.url);\n'
        'new Worker(new URL("./worker.js", import.meta.url));\n'
        'import("./theme.js");\nrequire("./ui");\n'
    )
    plain = {config: 'module.exports = { entry: "./src/main.js" };\n'}
    worker = {"src/worker.js": 'import "./lib/b";\n', "src/main.js": forms}
    projects.append(_small(tool, "forms", plain | worker))
    modules = (
        'const path = require("path");\nmodule.exports = { entry: "./src/main.js", resolve: '
        '{ modules: [path.resolve(__dirname, "src"), "node_modules"] } };\n'
    )
    bare = _imports("lib/a", "ui/button", "ui", PACKAGE)
    projects.append(_small(tool, "modules", {config: modules, "src/main.js": bare}))
    return projects


def _vite_projects(tool: str) -> list[Small]:
    config = f"{tool}.config.mjs"
    head = 'import path from "node:path";\nimport { fileURLToPath } from "node:url";\n'
    urls = (
        '{ "@": fileURLToPath(new URL("./src", import.meta.url)), '
        '"@ui": fileURLToPath(new URL("src/ui", import.meta.url)), '
        'lib: new URL("./src/lib", import.meta.url).pathname, '
        'theme: path.join(import.meta.dirname, "src/theme.js") }'
    )
    array = (
        '[{ find: "@", replacement: fileURLToPath(new URL("src", import.meta.url)) }, '
        '{ find: /^@ui\\//, replacement: path.resolve("src/ui") + "/" }, '
        '{ find: "lib", replacement: "/src/lib" }, '
        '{ find: "theme", replacement: path.resolve("./src/theme.js") }]'
    )
    # `__dirname` is there in what Vite itself loads.
    tables = {kind: _vite_table(table) for kind, table in _TABLES.items()}
    tables |= {"urls": urls, "array": array}
    place = "test" if tool == "vitest" else "resolve"
    projects = [
        _small(
            tool,
            kind,
            {
                config: f"{head}export default {{ {place}: {{ alias: {table} }} }};\n",
                "src/main.js": _ALIASED,
            },
        )
        for kind, table in tables.items()
    ]
    if tool == "vite":
        forms = (
            'import.meta.glob("./lib/*.js");\nimport.meta.glob(["./ui/*.js", "!./ui/index.js"]);\n'
            'import "/src/theme.js";\n'
        )
        files = {config: "export default {};\n", "src/main.js": forms}
        projects.append(_small(tool, "globs", files))
    return projects


def _typescript_projects() -> list[Small]:
    paths = (
        f'{{"compilerOptions": {{{_COMMON}, "baseUrl": ".", "paths": {{'
        '"@/*": ["src/*"], "/*": ["src/ui/*"], "/lib/*": ["src/lib/*"], '
        '"*-kit": ["src/*"], "theme": ["src/missing", "src/theme"]}}}'
    )
    imports = _imports("@/lib/a", "/button", "/lib/b", "ui-kit", "theme", "./lib", "@/missing")
    suffixes = f'{{"compilerOptions": {{{_COMMON}, "moduleSuffixes": [".ios", ".native", ""]}}}}'
    suffixed = {
        "src/ui/button.ios.ts": "export {};\n",
        "src/ui/button.native.ts": "export {};\n",
        "src/theme.native.ts": "export {};\n",
        "src/main.ts": _imports("./ui/button", "./theme", "./lib/a"),
    }
    roots = f'{{"compilerOptions": {{{_COMMON}, "rootDirs": ["src", "generated"]}}}}'
    rooted = {
        "generated/lib/made.ts": "export {};\n",
        "generated/other.ts": _imports("./theme", "./lib/b"),
        "src/main.ts": _imports("./lib/made", "./other", "./lib/a"),
        "src/lib/c.ts": _imports("./made", "../other"),
    }
    plain = f'{{"compilerOptions": {{{_COMMON}}}}}'
    subpaths = (
        '{"name": "small", "exports": {"./own/*": "./src/lib/*.ts"}, "imports": '
        '{"#lib/*": "./src/lib/*.ts", "#theme": {"browser": "./src/lib/b.ts", '
        '"default": "./src/theme.ts"}, "#ui/*.js": "./src/ui/*.ts"}}\n'
    )
    inner = _imports("#lib/a", "#theme", "#ui/button.js", "small/own/b", "#missing")
    projects = {
        "paths": {"tsconfig.json": paths, "src/main.ts": imports},
        "suffixes": {"tsconfig.json": suffixes, **suffixed},
        "rootdirs": {"tsconfig.json": roots, **rooted},
        "subpaths": {"tsconfig.json": plain, "package.json": subpaths, "src/main.ts": inner},
    }
    made = [_small("typescript", name, files) for name, files in projects.items()]
    for project in made:
        extra = _typescript({})
        for path in _TARGETS:
            project.files.pop(path, None)
        for path, text in extra.items():
            project.files.setdefault(path, text)
    return made


def _workspace(tool: str) -> Small:
    """Return packages that a package manager links under their own or another name."""
    manifest = (
        '{"name": "root", "private": true, "workspaces": ["packages/*"], "dependencies": '
        '{"@s/a": "workspace:*", "renamed": "workspace:@s/b@*", "linked": "link:./packages/c", '
        f'"other": "npm:{PACKAGE}@1"}}}}\n'
    )
    files = {
        "package.json": manifest,
        "packages/a/package.json": '{"name": "@s/a", "exports": {".": "./src/index.js", '
        '"./features/*.js": "./src/features/*.js", "./deep/*": "./src/deep/*/index.js", '
        '"./features/private/*": null}}\n',
        "packages/a/src/index.js": "export {};\n",
        "packages/a/src/features/x.js": "export {};\n",
        "packages/a/src/deep/y/z/index.js": "export {};\n",
        "packages/b/package.json": '{"name": "@s/b", "module": "./src/module.js", '
        '"main": "./src/main.js"}\n',
        "packages/b/src/module.js": "export {};\n",
        "packages/b/src/main.js": "export {};\n",
        "packages/b/tool.js": "export {};\n",
        "packages/c/package.json": '{"name": "c-own-name", "main": "lib"}\n',
        "packages/c/lib/index.js": "export {};\n",
        "src/main.js": _imports(
            "@s/a", "@s/a/features/x.js", "@s/a/deep/y/z", "renamed", "renamed/tool.js", "linked",
            "other",
        ),
    }  # fmt: skip
    links = {
        "@s/a": "packages/a",
        "renamed": "packages/b",
        "linked": "packages/c",
        "other": f"../../node_modules/{PACKAGE}",
    }
    return _small(tool, "workspace", files, links)


def _esbuild_projects() -> list[Small]:
    paths = (
        '{"compilerOptions": {"paths": {"@/*": ["./src/*"], "@ui/*": ["./src/ui/*"], '
        '"lib/*": ["./src/lib/*"], "theme": ["./src/theme.js"]}}}\n'
    )
    subpaths = (
        '{"name": "small", "imports": {"#lib/*": "./src/lib/*.js", "#theme": '
        '{"node": "./src/lib/b.js", "default": "./src/theme.js"}}}\n'
    )
    inner = _imports("#lib/a", "#theme", "#missing")
    return [
        _small("esbuild", "paths", {"tsconfig.json": paths, "src/main.js": _ALIASED}),
        _small("esbuild", "subpaths", {"package.json": subpaths, "src/main.js": inner}),
    ]


def _mapping_projects() -> list[Small]:
    """Return projects of Jest, Babel and Metro."""
    mapper = (
        'module.exports = { moduleNameMapper: { "^@/(.*)$": "<rootDir>/src/$1", '
        '"^@ui/(.*)\\\\.js$": "<rootDir>/src/ui/$1", "^@ui/(.*)$": "<rootDir>/src/ui/$1", '
        '"^theme$": "<rootDir>/src/theme.js" }, modulePaths: ["<rootDir>/src"] };\n'
    )
    babel = (
        'module.exports = { plugins: [["module-resolver", { root: ["./src"], alias: '
        '{ "@": "./src", "@ui": "./src/ui", "^@own/(.+)": "./src/lib/\\\\1" } }]] };\n'
    )
    json_babel = (
        '{"plugins": [["module-resolver", {"root": "./src", "alias": '
        '{"@": "./src", "@ui": "./src/ui", "^@own/(.+)$": "./src/lib/\\\\1"}}]]}\n'
    )
    metro = (
        'const path = require("path");\nmodule.exports = { resolver: { extraNodeModules: '
        '{ app: path.resolve(__dirname, "src"), "@s/ui": `${__dirname}/src/ui`, '
        'lib: path.join(__dirname, "src", "lib"), kit: __dirname + "/src/ui" } } };\n'
    )
    own = _imports("@/lib/a", "@ui/button", "lib/b", "@own/a", "./lib", "theme", PACKAGE)
    # To Metro, `@/lib` would be the package of `@/lib/a`.
    plain = _imports("app/lib/a", "@s/ui/button", "lib/b", "kit", "./lib", PACKAGE)
    more = _ALIASED + _imports("@ui/index.js")
    return [
        _small("jest", "mapper", {"jest.config.js": mapper, "src/main.js": more}),
        _small("babel", "resolver", {"babel.config.js": babel, "src/main.js": own}),
        _small("babel", "json", {".babelrc": json_babel, "src/main.js": own}),
        _small("metro", "extra", {"metro.config.js": metro, "src/main.js": plain}),
    ]


def projects() -> list[Small]:
    """Return all projects, grouped by the tool that is asked."""
    return [
        *_typescript_projects(),
        *_esbuild_projects(),
        *_vite_projects("vite"),
        *_vite_projects("vitest"),
        *_webpack_projects("webpack"),
        *_webpack_projects("rspack"),
        *(_workspace(tool) for tool in ("webpack", "rspack", "esbuild", "vite")),
        *_mapping_projects(),
    ]
