"""What is read of generated sources is what CPython's own parser reads."""

import ast
import warnings

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kavro_lint.languages.python import extract

Found = tuple[int, int, str, str | None]

# What may stand between two words of a statement, and at the end of one.
SPACE = st.sampled_from([" ", "  ", "\t", "\x0c ", " \\\n ", "\\\n", " \\\n\\\n\t"])
IN_BRACKETS = st.sampled_from(["", " ", "\n", " # why, import x\n ", "\\\n", "\n\n\t", "\x0c"])
NAMES = st.sampled_from(
    [
        "a",
        "b_1",
        "é",
        "ａｂ",
        "𝒶",
        "ﬁle",
        "_",
        "imports",
        "from_",
        "lazy",
        "名前",
        "ſ",
        "match",
        "type",
    ]
)
END = st.sampled_from(["\n", "\r\n", "\r", "\n", "  # import x\n", ";\n", "; ", " ;\x0c", "\n\x0c"])
# What is not an import, and may hide one or look like one.
OTHERS = st.sampled_from(
    [
        "x = 1", "'import a'", '"""import a\nimport b"""', "'''\n'''", 'f"""{1}"""',
        "x = 'a \\\nb'",
        "f\"{'import'}\"", "rb'\\''", "r'''\\'''", "x = [\n 1,\n]", "# import a", "pass",
        "print('''\nimport a''')", "x = {'a': 'import b; import c'}", 'x = "it\'s: import d"',
        "if True: pass", "x = lambda: 1", "f'{1}' '''\n'''", "x = \"\"\"'''\"\"\"", "b = b'#'",
        "x = '#'", "u'\\N{DIGIT ONE}'", "\"'''\"", "x = '\"\"\"'", "'\\\\'", "x = '''\\''''''",
        "assert True, '''\nfrom a import b\n'''", "x: int = 1", "[...]", "x = (\n'import a'\n)",
    ]
)  # fmt: skip
BEFORE = st.sampled_from(["", "if True: ", "class C: ", "def f(): ", "x = 1; ", "'''\n'''; ", "\t"])


@st.composite
def dotted(draw: st.DrawFn) -> str:
    parts = draw(st.lists(NAMES, min_size=1, max_size=3))
    joint = draw(st.sampled_from([".", ".", " . ", ".\\\n"]))
    return joint.join(parts)


@st.composite
def imports(draw: st.DrawFn) -> str:
    gap = SPACE
    alias = st.one_of(st.just(""), NAMES.map(" as {}".format))
    if draw(st.booleans()):
        names = draw(st.lists(st.tuples(dotted(), alias), min_size=1, max_size=3))
        return f"import{draw(gap)}" + ", ".join(name + other for name, other in names)
    dots = draw(st.sampled_from(["", "", ".", "..", ". .", "..."]))
    module = draw(dotted()) if not dots or draw(st.booleans()) else ""
    begin = f"from{draw(gap)}{dots}{module}{draw(gap)}import"
    if draw(st.integers(0, 5)) == 0:
        return f"{begin} *"
    taken = [a + b for a, b in draw(st.lists(st.tuples(NAMES, alias), min_size=1, max_size=3))]
    if draw(st.booleans()):
        space = [draw(IN_BRACKETS) for _ in range(3)]
        last = draw(st.sampled_from(["", ","]))
        return f"{begin}{draw(st.sampled_from(['', ' ']))}({space[0]}" + (
            f"{space[1]},{space[2]}".join(taken) + f"{last}{space[0]})"
        )
    return f"{begin}{draw(gap)}" + ", ".join(taken)


@st.composite
def sources(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(BEFORE, st.one_of(imports(), OTHERS), END), max_size=7))
    return "".join(before + piece + end for before, piece, end in pieces)


def by_cpython(source: str) -> list[Found] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source.encode())
        except (SyntaxError, ValueError):
            return None
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    result: list[Found] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        line = lines[node.lineno - 1].encode()
        place = node.lineno, len(line[: node.col_offset].decode()) + 1
        if isinstance(node, ast.Import):
            result += [(*place, alias.name, None) for alias in node.names]
        else:
            module = "." * node.level + (node.module or "")
            result += [(*place, module, alias.name) for alias in node.names]
    return sorted(result, key=str)


@settings(
    max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(sources())
@example("from a.\\\nlazy import *\n")
def test_every_import_that_cpython_reads_is_read_and_no_other(source: str) -> None:
    expected = by_cpython(source)
    if expected is None:
        return
    facts = extract(source.encode(), ".py")
    result = [(raw.line, raw.column, raw.specifier, raw.name) for raw in facts.imports]
    assert sorted(result, key=str) == expected
