"""Records are what frozen dataclasses with slots are, only made faster."""

import copy
import dataclasses
import importlib
import pickle
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.model.frozen import FEW_CALLS, field, fields, frozen, replace


@frozen(order=True)
class Place:
    """A place."""

    path: str
    line: int = 1
    marks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Same:
    """The same as the standard library makes it."""

    path: str
    line: int = 1
    marks: tuple[str, ...] = ()


@frozen(eq=False)
class Alone:
    """Equal to itself only."""

    missing: str
    found: Mapping[str, str] = field(default_factory=dict)


@frozen
class Nothing:
    """No field at all."""


@frozen
class Doubled:
    """One field, and what is made of it once."""

    value: int

    @cached_property
    def twice(self) -> list[int]:
        """A list that is the same one each time."""
        return [self.value, self.value]


values = st.tuples(st.text(max_size=2), st.integers(0, 2), st.lists(st.text(max_size=1)).map(tuple))


@given(values, values)
def test_frozen_records_behave_as_dataclasses_do(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    a, b, c, d = Place(*one), Place(*other), Same(*one), Same(*other)
    assert (a == b, a != b, a < b, a <= b, a > b, a >= b) == (
        c == d, c != d, c < d, c <= d, c > d, c >= d,
    )  # fmt: skip
    assert repr(a) == repr(c).replace("Same", "Place")
    assert (a != b) or hash(a) == hash(b)
    assert copy.copy(a) == a
    assert pickle.loads(pickle.dumps(a)) == a
    assert replace(a, line=7) == Place(one[0], 7, one[2])


def test_fields_are_given_by_place_or_by_name() -> None:
    assert Place("a", marks=("m",)) == Place("a", 1, ("m",))
    assert fields(Place("a")) == Place.__match_args__ == ("path", "line", "marks")
    match Place("a", 2):
        case Place(path, line):
            assert (path, line) == ("a", 2)
    for wrong in ({}, {"path": "a", "other": 1}):
        with pytest.raises(TypeError):
            Place(**wrong)
    with pytest.raises(TypeError, match="other"):
        replace(Place("a"), other=1)


def test_nothing_changes_and_nothing_is_added() -> None:
    place = Place("a")
    for name in ("path", "other"):
        with pytest.raises(AttributeError):
            setattr(place, name, "b")
    with pytest.raises(AttributeError):
        del place.path
    assert not hasattr(place, "__dict__")
    assert place.path == "a"


def test_records_of_two_classes_are_never_equal() -> None:
    assert Place("a") != Same("a")
    with pytest.raises(TypeError):
        assert Place("a") < Same("a")  # type: ignore[operator]


def test_defaults_are_made_for_each() -> None:
    result, other = Alone("a"), Alone("a")
    assert result.found == {}
    assert result.found is not other.found
    assert result != other
    assert len({result, other, result}) == 2


def test_frozen_records_may_be_empty_or_cached() -> None:
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    doubled = Doubled(2)
    assert doubled.twice is doubled.twice
    assert doubled == Doubled(2)
    with pytest.raises(AttributeError):
        doubled.value = 3  # type: ignore[misc]


@pytest.mark.parametrize("calls", [0, FEW_CALLS, FEW_CALLS + 1])
def test_a_constructor_takes_the_same_arguments_whether_it_is_compiled_or_not(calls: int) -> None:
    @frozen
    class Row:
        path: str
        line: int = 1
        found: Mapping[str, str] = field(default_factory=dict)

    for _ in range(calls):
        Row("a")
    first, second = Row("a"), Row("a", found={"b": "c"})
    assert (first.path, first.line, first.found) == ("a", 1, {})
    assert (second.path, second.line, second.found) == ("a", 1, {"b": "c"})
    assert Row("a", 2, {}) == Row(line=2, path="a")
    assert first.found is not Row("a").found


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((), {}), (("a", 1, {}, 2), {}), (("a",), {"path": "b"}), (("a",), {"other": 1})],
)
@pytest.mark.parametrize("calls", [0, FEW_CALLS + 1])
def test_wrong_arguments_are_errors(
    calls: int, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    @frozen
    class Row:
        path: str
        line: int = 1
        found: Mapping[str, str] = field(default_factory=dict)

    make: Any = Row
    for _ in range(calls):
        Row("a")
    with pytest.raises(TypeError, match="Row"):
        make(*args, **kwargs)


def test_a_constructor_is_compiled_once_it_is_called_often(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module(frozen.__module__)
    compiled = Mock(wraps=module._compiled)
    monkeypatch.setattr(module, "_compiled", compiled)

    @frozen
    class Row:
        path: str

    for _ in range(FEW_CALLS):
        Row("a")
    compiled.assert_not_called()
    Row("a")
    Row("a")
    compiled.assert_called_once_with(Row)
