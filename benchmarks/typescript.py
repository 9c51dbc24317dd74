"""A repository of generated TypeScript, the same one each time.

Forty features in four layers, each file of about 3 kB with eight imports (relative, by `paths`,
type-only, of packages), one in ten with a dynamic import, one in twenty a barrel; the same layers
are written down for kavro-lint and for dependency-cruiser.
"""

import json
import random
from pathlib import Path

from benchmarks.corpora import commit

LAYERS = ("pages", "features", "entities", "shared")
FOLDERS = 40

BODY = """
export interface {name}Props {{
  readonly id: string;
  readonly label?: string;
  readonly onChange?: (next: {name}State, reason: "user" | "system") => void;
}}

export type {name}State = {{ open: boolean; count: number; rest: Record<string, unknown> }};

const PATTERN = /^[a-z'"`]+\\/(\\d+)$/i;

/** Keeps one {name} and what its readers know of it. */
export class {name} {{
  private readonly listeners = new Set<(state: {name}State) => void>();
  private state: {name}State = {{ open: false, count: 0, rest: {{}} }};

  constructor(private readonly props: {name}Props) {{}}

  get title(): string {{
    return `${{this.props.label ?? "untitled"}} (${{this.state.count}})`;
  }}

  subscribe(listener: (state: {name}State) => void): () => void {{
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }}

  update(change: Partial<{name}State>): void {{
    // Readers get the new state only when something differs.
    const next = {{ ...this.state, ...change }};
    if (Object.keys(change).every((key) => this.state[key as keyof {name}State] === next[key as keyof {name}State])) {{
      return;
    }}
    this.state = next;
    for (const listener of this.listeners) {{
      listener(next);
    }}
    this.props.onChange?.(next, "system");
  }}

  parse(text: string): number | undefined {{
    const found = PATTERN.exec(text.trim());
    if (found === null) {{
      return undefined;
    }}
    switch (found[1].length) {{
      case 1:
        return Number(found[1]);
      case 2:
        return Number(found[1]) / 10;
      default:
        return Number.parseInt(found[1], 10);
    }}
  }}
}}

export function create{name}(props: {name}Props): {name} {{
  const made = new {name}(props);
  made.update({{ count: [0, 1, 2].reduce((sum, each) => sum + each, 0) }});
  return made;
}}

export const selectors = {{
  open: (state: {name}State) => state.open,
  count: (state: {name}State) => state.count,
  label: (state: {name}State, fallback = "none") => String(state.rest["label"] ?? fallback),
}};
"""  # noqa: E501


def write(root: Path, count: int) -> None:
    """Write the repository, the same one each time."""
    random.seed(7)
    paths = [
        f"{LAYERS[n % 4]}/area{n // 4 % (FOLDERS // 4)}/part{n // FOLDERS % 25}/unit{n}"
        for n in range(count)
    ]
    by_layer = [[path for path in paths if path.startswith(layer)] for layer in LAYERS]
    for number, path in enumerate(paths):
        place = root / "src" / f"{path}.ts"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_source(number, path, by_layer))
    (root / "tsconfig.json").write_text(
        '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}, "module": "esnext", '
        '"target": "es2022", "moduleResolution": "bundler"}}\n'
    )
    (root / "package.json").write_text('{"name": "many", "dependencies": {"react": "19"}}\n')
    rows = "\n".join(f"| {layer} | `src/{layer}/` | {layer} |" for layer in LAYERS)
    order = "\n".join(f"{n}. {layer}" for n, layer in enumerate(LAYERS, 1))
    blueprint = (
        f"# Many\n\n| Module | Paths | Layer |\n|---|---|---|\n{rows}\n\n## Layers\n\n{order}\n"
    )
    (root / "docs/kavro").mkdir(parents=True)
    (root / "docs/kavro/blueprint.md").write_text(blueprint)
    (root / ".cruise.json").write_text(_rules())
    commit(root)


def _source(number: int, path: str, by_layer: list[list[str]]) -> str:
    layer = number % 4
    below = [entry for group in by_layer[layer:] for entry in group]
    used = [entry for entry in random.sample(below, 6) if entry != path]
    lines = ['import { useMemo } from "react";', 'import path from "node:path";']
    up = "../" * path.count("/")
    for n, each in enumerate(used):
        name = f"Unit{each.rpartition('unit')[2]}"
        target = f"@/{each}" if n % 2 else f"{up}{each}"
        if number % 20 == 0:
            lines.append(f'export {{ {name} as {name}x{n} }} from "{target}";')
        else:
            word = "import type" if n == 3 else "import"
            lines.append(f'{word} {{ {name} as {name}x{n} }} from "{target}";')
    text = "\n".join(lines) + "\n" + BODY.format(name=f"Unit{number}")
    if number % 10 == 3 and used:
        text += f'\nexport const later = () => import("@/{used[0]}");\n'
    return text


def _rules() -> str:
    rules = [
        {
            "name": layer,
            "severity": "error",
            "from": {"path": f"^src/{layer}/"},
            "to": {"path": f"^src/({'|'.join(LAYERS[:n])})/"},
        }
        for n, layer in enumerate(LAYERS)
        if n
    ]
    options = {
        "tsPreCompilationDeps": True,
        "doNotFollow": {"path": "node_modules"},
        "tsConfig": {"fileName": "tsconfig.json"},
    }
    return json.dumps({"forbidden": rules, "options": options}, indent=1) + "\n"
