"""Expressions that are compiled on use are expressions."""

import importlib
import pkgutil
import re
from types import ModuleType

import pytest

import kavro_lint
from kavro_lint.expressions import _Expression, expression


def modules() -> list[ModuleType]:
    names = [result.name for result in pkgutil.walk_packages(kavro_lint.__path__, "kavro_lint.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_regular_expression_compiles(module: ModuleType) -> None:
    for value in vars(module).values():
        if isinstance(value, _Expression):
            assert isinstance(value.pattern, str | bytes)


def test_a_lazy_expression_answers_as_a_compiled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []
    compile_ = re.compile
    monkeypatch.setattr(re, "compile", lambda *a: compiled.append(a) or compile_(*a))
    lazy = expression(r"(a)(b)?", re.IGNORECASE)
    assert not compiled
    assert lazy.pattern == r"(a)(b)?"
    assert [match[0] for match in lazy.finditer("abA")] == ["ab", "A"]
    assert lazy.sub("-", "xaby") == "x-y"
    assert compiled == [(r"(a)(b)?", re.IGNORECASE)]
    with pytest.raises(AttributeError):
        _ = lazy.nothing
    with pytest.raises(re.error):
        expression("(").search("a")
