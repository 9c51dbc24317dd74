"""Repositories of several languages under one blueprint, as their teams have them."""

import json
from pathlib import Path

from tests.building import repository, run

TABLE = """| Module | Paths | May import |
|---|---|---|
| web | `service/src/main/java/shop/web/` | domain |
| domain | `service/src/main/java/shop/domain/`, `service/src/main/kotlin/shop/domain/` | none |
| pages | `frontend/src/pages/` | api |
| api | `frontend/src/api/` | none |
"""
SERVICE = {
    "service/pom.xml": "<project><groupId>shop</groupId></project>",
    "service/src/main/java/shop/web/Orders.java": (
        "package shop.web;\nimport shop.domain.Order;\nclass Orders {\n  Order order;\n"
        "  int most = shop.domain.RulesKt.most();\n}\n"
    ),
    "service/src/main/java/shop/domain/Order.java": (
        "package shop.domain;\npublic class Order {\n  Price price;\n}\n"
    ),
    "service/src/main/kotlin/shop/domain/Price.kt": (
        "package shop.domain\n\nclass Price(val of: Order)\n"
    ),
    "service/src/main/kotlin/shop/domain/Rules.kt": "package shop.domain\n\nfun most() = 9\n",
}
FRONTEND = {
    "frontend/package.json": '{"name": "frontend", "dependencies": {"react": "^19"}}',
    "frontend/src/pages/Orders.tsx": (
        'import React from "react";\nimport { orders } from "../api/orders";\n'
        "export const Orders = () => <ul>{orders()}</ul>;\n"
    ),
    "frontend/src/api/orders.ts": "export const orders = () => [];\n",
}


def findings(place: Path) -> list[tuple[str, str, int, str]]:
    """Return rule, path, line and message of all findings on edges."""
    document = json.loads(run(place, "check", "--all", "--format", "json", "--no-cache").stdout)
    return [
        (row["id"], row["path"], row["line"], row["message"])
        for row in document["findings"]
        if row["id"].startswith("KV70")
    ]


def test_a_spring_service_and_a_react_front_end_are_judged_by_one_blueprint(
    tmp_path: Path,
) -> None:
    files = {**SERVICE, **FRONTEND, "docs/kavro/blueprint.md": TABLE}
    assert findings(repository(tmp_path, files)) == []


def test_a_name_and_an_import_that_break_it_are_said_in_their_languages_words(
    tmp_path: Path,
) -> None:
    # Kotlin uses a Java class by its full name, React imports a page from below.
    rules = "package shop.domain\n\nfun most() = shop.web.Orders::class\n"
    api = 'import { Orders } from "../pages/Orders";\nexport const orders = () => [Orders];\n'
    changed = {
        "service/src/main/kotlin/shop/domain/Rules.kt": rules,
        "frontend/src/api/orders.ts": api,
    }
    files = {**SERVICE, **FRONTEND, **changed, "docs/kavro/blueprint.md": TABLE}
    result = {
        (rule, path.rpartition("/")[2], line): message
        for rule, path, line, message in findings(repository(tmp_path, files))
    }
    assert result["KV704", "Rules.kt", 3].startswith("domain may not use web")
    assert result["KV704", "orders.ts", 1].startswith("api may not import pages")
