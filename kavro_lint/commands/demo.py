"""A small shop whose code has drifted from its blueprint, and its report."""

import tempfile
from pathlib import Path

from kavro_lint.commands.demo_repository import create_repository
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.reports import renderer

BLUEPRINT = """\
# Shop: blueprint

| Module       | Paths                    | Layer    | May import           | External   |
|--------------|--------------------------|----------|----------------------|------------|
| api          | `src/shop/api/`          | delivery | services, models     | fastapi    |
| services     | `src/shop/services/`     | domain   | repositories, models | none       |
| repositories | `src/shop/repositories/` | data     | models               | sqlalchemy |
| models       | `src/shop/models/`       | data     | none                 | none       |

## Layers

1. `delivery`
2. `domain`
3. `data`
"""

FILES = {
    "docs/kavro/blueprint.md": BLUEPRINT,
    "src/shop/__init__.py": "",
    "src/shop/api/__init__.py": "",
    "src/shop/api/orders.py": (
        "from fastapi import APIRouter\n\nfrom shop.repositories import orders\n"
        "from shop.services import pricing\n\nrouter = APIRouter()\n"
    ),
    "src/shop/services/__init__.py": "",
    "src/shop/services/pricing.py": (
        "import requests\n\nfrom shop.models.order import Order\n"
        "from shop.repositories import orders\n"
    ),
    "src/shop/repositories/__init__.py": "",
    "src/shop/repositories/orders.py": (
        "from sqlalchemy import select\n\nfrom shop.models.order import Order\n"
    ),
    "src/shop/models/__init__.py": "",
    "src/shop/models/order.py": (
        "from dataclasses import dataclass\n\n\ndef total():\n"
        "    from shop.services import pricing\n    return pricing\n"
    ),
    "src/shop/reports/monthly.py": "from shop.models.order import Order\n",
}


def run() -> str:
    """Build the repository in a temporary folder, check it, and return the report."""
    with tempfile.TemporaryDirectory(prefix="kavro-lint-demo-") as folder:
        create_repository(Path(folder), FILES, "Build a shop")
        report = renderer("text")(check(Request(Path(folder)), FindingOptions()))
    shown = "".join(f"    {line}".rstrip() + "\n" for line in BLUEPRINT.splitlines())
    return f"The blueprint, docs/kavro/blueprint.md:\n\n{shown}\n$ kavro-lint check\n\n{report}"
