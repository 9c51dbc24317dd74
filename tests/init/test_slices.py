"""Layers that each feature has for itself are one row each, and hold in all features."""

from kavro_lint.commands.init.slices import in_layers, shared_layers
from tests.init.test_drafting import drafted, judged, rows_of

FEATURES = {
    "shop/main.py": "import shop.orders.routes\nimport shop.billing.routes\n",
    "shop/config.py": "",
    "shop/home/routes.py": "import shop.config\n",
} | {
    f"shop/{feature}/{path}": text.replace("FEATURE", f"shop.{feature}")
    for feature in ("orders", "billing")
    for path, text in {
        "routes.py": "import FEATURE.infrastructure.store\nimport FEATURE.domain.item\n",
        "infrastructure/store.py": "import FEATURE.domain.item\nimport sqlalchemy\n",
        "domain/item.py": "import shop.config\n",
        "assets/colours.py": "",
    }.items()
}


def test_a_layer_of_all_features_is_one_row() -> None:
    each = drafted(FEATURES)
    rows = rows_of(each)
    assert rows["domain"].patterns == ("shop/*/domain/",)
    assert rows["infrastructure"].patterns == ("shop/*/infrastructure/",)
    # Folders of one name that are joined with no domain are no layers.
    assert not any("assets" in name for name in rows)
    # The last row that matches a file owns it.
    assert [name for name in rows if name != "tests"][-2:] == ["infrastructure", "domain"]
    assert judged(FEATURES, each) == []


def test_the_layers_of_features_are_judged_in_all_of_them() -> None:
    each = drafted(FEATURES)
    broken = {
        **FEATURES,
        "shop/billing/domain/item.py": "import shop.billing.infrastructure.store\n",
    }
    assert {finding.rule for finding in judged(broken, each)} == {"KV703", "KV705"}
    # A third feature has its place but for the files beside its layers.
    grown = FEATURES | {
        "shop/stock/domain/part.py": "",
        "shop/stock/infrastructure/store.py": "import shop.stock.domain.part\n",
    }
    assert judged(grown, each) == []
    above = {**grown, "shop/stock/domain/part.py": "import shop.stock.infrastructure.store\n"}
    assert "KV703" in {finding.rule for finding in judged(above, each)}


def test_the_layers_of_features_stand_apart_however_many_layers_there_are() -> None:
    """A chain of nine modules has five layers, and two layers of the features are none of one."""
    names = ["infrastructure", "dto", "domain"]
    files = {"shop/a0/x.py": "import shop.a1.x\n"}
    files |= {f"shop/a{n}/x.py": f"import shop.a{n + 1}.x\n" for n in range(1, 5)}
    files["shop/a5/x.py"] = "import shop.f1.infrastructure.x\n"
    for feature in ("f1", "f2"):
        for name, below in zip(names, [*names[1:], ""], strict=True):
            text = f"import shop.{feature}.{below}.x\n" if below else "import shop.z.x\n"
            files[f"shop/{feature}/{name}/x.py"] = text
    files["shop/z/x.py"] = ""
    each = drafted(files)
    layers = [rows_of(each)[name].layer for name in names]
    assert len(set(layers)) == len(names)
    assert judged(files, each) == []


def test_what_no_two_features_have_is_no_layer() -> None:
    paths = ["src/a/domain/x.ts", "src/a/infra/y.ts", "src/b/infra/y.ts"]
    edges = [("src/a/infra/y.ts", "src/a/domain/x.ts")]
    assert shared_layers(paths, edges) == {}
    paths.append("src/b/domain/x.ts")
    assert shared_layers(paths, edges) == {"src/": {"domain", "infra"}}
    # Nor is a folder that nothing leads to or from.
    assert shared_layers(paths, []) == {}


def test_languages_that_import_folders_have_layers_of_features_too() -> None:
    paths = [f"internal/{name}/{layer}/x.go" for name in ("a", "b") for layer in ("app", "domain")]
    layers = shared_layers(paths, [("internal/a/app/x.go", "internal/a/domain/")])
    assert layers == {"internal/": {"app", "domain"}}
    fold = in_layers(layers)
    assert fold("internal/a/domain/") == "internal/*/domain/"
    assert fold("internal/a/domain/hour/hour.go") == "internal/*/domain/hour/hour.go"
    assert fold("internal/a/main.go") == "internal/a/main.go"
    assert fold("web/a/domain/x.ts") == "web/a/domain/x.ts"
