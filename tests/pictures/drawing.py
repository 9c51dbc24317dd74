"""Hand-made pictures, and repositories whose graph is drawn."""

from pathlib import Path

from kavro_lint.commands.graph.boxes import Box
from kavro_lint.commands.graph.marked import View, depict
from kavro_lint.commands.graph.picture import Arrow, Node, Picture
from kavro_lint.model.imports import Import
from kavro_lint.model.places import RawImport
from kavro_lint.pipeline.request import Request

BLUEPRINT = """\
| Module | Paths | Layer | May import | Public |
|---|---|---|---|---|
| api | `api/` | delivery | | |
| billing | `billing/` | domain | | |
| billing.invoices | `billing/invoices/` | domain | | |
| billing.ledger | `billing/ledger/` | domain | | |
| orders | `orders/` | domain | | |
| store | `store/` | data | | `__init__.py` |
| web | `web/` | delivery | | |
| idle | `idle/` | data | | |
| tests | `tests/` | | * | |

## Layers

1. `delivery`
2. `domain`
3. `data`
"""
DECISION = """\
---
status: accepted
---
# The store may ask for prices until it has its own

| Exception | From | To | Until |
|---|---|---|---|
| layer-violation | store | billing.invoices | 2999-12-31 |
"""
# One import of each sort: allowed, against the layers (once waived), private, in a circle.
SHOP = {
    "docs/kavro/blueprint.md": BLUEPRINT,
    "docs/kavro/decisions/0001-prices.md": DECISION,
    "api/a.py": "import billing.invoices.i\nfrom billing.ledger import l\nimport flask\n",
    "billing/b.py": "",
    "billing/invoices/i.py": "from billing.ledger import l\nimport store.private\n",
    "billing/ledger/l.py": "import orders.o\n",
    "orders/o.py": "from billing.ledger import l\n",
    "store/__init__.py": "from billing.invoices import i\nimport web.w\n",
    "web/w.py": "",
    "store/private.py": "",
    "idle/z.py": "",
    "tests/test_a.py": "import api.a\n",
}


def drawn(folder: Path, form: str, view: View | None = None) -> str:
    return depict(Request(folder, cached=False), view or View(), form).text


def statement(importer: str, imported: str, line: int = 1) -> Import:
    raw = RawImport(imported, None, "import", line, 1, f"import {imported}")
    return Import(importer, raw, "internal", target=imported)


def picture_of(names: list[str], layers: list[str] | None = None) -> Picture:
    """Return a picture in which each node imports the next, the last the first."""
    layers = layers or ["only"]
    nodes = tuple(
        Node(name, boxes=(Box("layer", layer, layer, layers.index(layer)),))
        for n, name in enumerate(names)
        for layer in [layers[n % len(layers)]]
    )
    pairs = zip(names, names[1:] + names[:1], strict=True)
    arrows = tuple(Arrow(a, b, (statement(a, b),)) for a, b in pairs if a != b)
    return Picture("module", nodes, arrows, title="made by hand")
