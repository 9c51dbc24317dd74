"""Records: classes with slots and fields that never change, made without compiling anything.

`@frozen` gives what `@dataclass(frozen=True, slots=True)` gives. A dataclass compiles six methods
when it is defined, which for a hundred records takes half of the time that all imports take; here
a constructor is compiled when it has been called often, and the other methods are shared.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Final, Never, TypeVar, cast, dataclass_transform, overload

T = TypeVar("T")

# Compiling a constructor takes as long as this many calls of one that is not.
FEW_CALLS = 30

FIELDS = "__match_args__"
_DEFAULTS = "__frozen_defaults__"
# No field has this name, nor one that begins so.
_NOT_GIVEN = "__not_given__"


class _DefaultFactory:
    """A default that is made for each record."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make


# Stands for the value of a field that was not given and has a factory.
_MISSING: Final = _DefaultFactory(tuple)


def field(*, default_factory: Callable[[], T]) -> T:
    """Return a default that is made for each record."""
    return _DefaultFactory(default_factory)  # type: ignore[return-value]


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, eq: bool = True, order: bool = False) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    cls: type[T] | None = None, /, *, eq: bool = True, order: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a class of annotated fields a record.

    Records are equal where class and fields are; with `eq=False`, only to themselves. With
    `order` they are sorted by their fields. Only cached properties are kept beside the fields.
    """
    if cls is None:
        return lambda cls: _record(cls, eq, order)
    return _record(cls, eq, order)


def replace(record: T, **changes: object) -> T:
    """Return a record with other values in some fields. Raises TypeError for an unknown field."""
    old = {name: getattr(record, name) for name in fields(record)}
    return type(record)(**{**old, **changes})


def fields(record: object) -> tuple[str, ...]:
    """Return the names of a record's fields, in order."""
    names: tuple[str, ...] = getattr(type(record), FIELDS)
    return names


def _record(cls: type[T], eq: bool, order: bool) -> type[T]:
    names = tuple(_annotated(cls))
    body = {name: value for name, value in vars(cls).items() if name not in _OF_CLASSES}
    defaults = {name: body.pop(name) for name in names if name in body}
    has_cached = any(isinstance(value, cached_property) for value in body.values())
    slots = (*names, "__dict__") if has_cached else names
    body |= _METHODS | {"__slots__": slots, FIELDS: names, _DEFAULTS: defaults}
    body |= (_equality(names) if eq else {}) | (_order(names) if order else {})
    record_class: Any = type(cls.__name__, cls.__bases__, body)
    record_class.__qualname__ = cls.__qualname__
    record_class.__init__ = _constructor(record_class)
    return cast("type[T]", record_class)


def _annotated(cls: type) -> Mapping[str, object]:
    """Return the annotations of a class; only their names count."""
    try:
        return cls.__annotations__
    except NameError:
        # From Python 3.14 on, those that only type checkers import have no value.
        import annotationlib  # type: ignore[import-not-found,unused-ignore]

        annotations: Mapping[str, object] = annotationlib.get_annotations(
            cls, format=annotationlib.Format.FORWARDREF
        )
        return annotations


def _constructor(cls: type) -> Callable[..., None]:
    """Return a method that sets the fields, until it puts a compiled constructor in its place."""
    calls = 0

    def constructor(self: object, *args: object, **kwargs: object) -> None:
        nonlocal calls
        calls += 1
        if calls > FEW_CALLS or not _is_set(cls, self, args, kwargs):
            compiled = _compiled(cls)
            cls.__init__ = compiled  # type: ignore[misc]
            compiled(self, *args, **kwargs)

    return constructor


def _is_set(
    cls: type, record: object, args: Sequence[object], kwargs: Mapping[str, object]
) -> bool:
    """Set the fields of a record; False where the arguments are wrong, as a constructor says."""
    names: tuple[str, ...] = getattr(cls, FIELDS)
    defaults: Mapping[str, object] = getattr(cls, _DEFAULTS)
    given = dict(zip(names, args, strict=False))
    given.update(kwargs)
    if len(given) != len(args) + len(kwargs):
        return False
    slots = cls.__dict__
    for name in names:
        value = given.pop(name, _MISSING)
        if value is _MISSING:
            value = defaults.get(name, _MISSING)
            if value is _MISSING:
                return False
            if type(value) is _DefaultFactory:
                value = value.make()
        slots[name].__set__(record, value)
    return not given


def _compiled(cls: type) -> Callable[..., None]:
    """Return the constructor: one argument and one assignment for each field."""
    names: tuple[str, ...] = getattr(cls, FIELDS)
    defaults: Mapping[str, object] = getattr(cls, _DEFAULTS)
    namespace: dict[str, Any] = {_NOT_GIVEN: _MISSING}
    arguments, lines = ["self"], []
    for name in names:
        # A slot sets its value also where `__setattr__` does not.
        namespace[f"__set_{name}"] = vars(cls)[name].__set__
        default = defaults.get(name, _MISSING)
        if name not in defaults:
            arguments.append(name)
        elif isinstance(default, _DefaultFactory):
            namespace[f"__make_{name}"] = default.make
            arguments.append(f"{name}={_NOT_GIVEN}")
            lines.append(f" if {name} is {_NOT_GIVEN}: {name} = __make_{name}()")
        else:
            namespace[f"__default_{name}"] = default
            arguments.append(f"{name}=__default_{name}")
        lines.append(f" __set_{name}(self, {name})")
    source = f"def __init__({', '.join(arguments)}):\n" + "\n".join(lines or [" pass"])
    exec(source, namespace)  # noqa: S102  the names of fields are ours
    constructor: Callable[..., None] = namespace["__init__"]
    constructor.__qualname__ = f"{cls.__qualname__}.__init__"
    return constructor


def _getter(names: Sequence[str]) -> Callable[[object], object]:
    """Return a getter of fields: it returns a tuple of values, of one field the value itself."""
    return attrgetter(*names) if names else lambda _: ()


def _equality(names: Sequence[str]) -> dict[str, object]:
    values = _getter(names)

    def equal(self: object, other: object) -> bool:
        if self is other:
            return True
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return {"__eq__": equal, "__hash__": lambda self: hash(values(self))}


def _order(names: Sequence[str]) -> dict[str, object]:
    values = cast("Callable[[object], tuple[object, ...]]", _getter(names))

    def less(self: object, other: object) -> bool:
        return values(self) < values(other) if type(other) is type(self) else NotImplemented

    def at_most(self: object, other: object) -> bool:
        return values(self) <= values(other) if type(other) is type(self) else NotImplemented

    # Python derives `>` and `>=` by swapping the operands.
    return {"__lt__": less, "__le__": at_most}


def _set(self: object, name: str, value: object) -> Never:
    raise AttributeError(f"cannot assign to field {name!r}")


def _delete(self: object, name: str) -> Never:
    raise AttributeError(f"cannot delete field {name!r}")


def _repr(self: object) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields(self))
    return f"{type(self).__qualname__}({shown})"


def _reduce(self: object) -> tuple[type, tuple[object, ...]]:
    return type(self), tuple(getattr(self, name) for name in fields(self))


_METHODS = {
    "__setattr__": _set,
    "__delattr__": _delete,
    "__repr__": _repr,
    "__reduce__": _reduce,
    "__replace__": replace,
}
# Attributes of the undecorated class that its record must not inherit.
_OF_CLASSES = frozenset(("__dict__", "__weakref__"))
