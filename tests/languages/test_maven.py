"""What a pom.xml may say to its reader."""

import time

import pytest

from kavro_lint.languages.jvm.maven import coordinates_of
from tests.languages.jvm_sources import imports_of

ROW = "<dependency><groupId>{}</groupId><artifactId>a</artifactId></dependency>"


def test_dependencies_are_read_with_the_files_own_properties() -> None:
    rows = "".join(ROW.format(group) for group in ("g", "${p}", "${project.groupId}", "${other}"))
    text = f"<project><groupId>own</groupId><properties><p>q</p></properties>{rows}</project>"
    assert list(coordinates_of(text.encode())) == [("g", "a"), ("q", "a"), ("own", "a")]


@pytest.mark.parametrize("encoding", ["nosuch", "hex", "gbk", "undefined", "idna"])
def test_an_unknown_encoding_is_not_read_as_xml(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><project/>'
    with pytest.raises(ValueError, match=r"."):
        coordinates_of(text.encode())


def test_elements_that_nest_as_deep_as_the_file_is_long_are_linear_work() -> None:
    depth = 140_000
    deep = "<a>" * depth + ROW.format("g") + "</a>" * depth
    started = time.process_time()
    assert list(coordinates_of(deep.encode())) == [("g", "a")]
    # Quadratic work takes minutes here.
    assert time.process_time() - started < 10


def test_a_library_may_have_a_package_below_one_of_ours() -> None:
    """Of zipkin's `zipkin2.reporter` neither the group nor its last part begins the package."""
    row = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId></dependency>"
    rows = row.format("io.acme.reporter2", "acme-reporter") + row.format("io.acme", "acme-server")
    names = ("reporter.Sender", "server.Gone", "gone.Gone", "reporter", "Reporter")
    files = {
        "pom.xml": f"<project>{rows}</project>",
        "acme-server/pom.xml": "<project/>",
        "src/main/java/acme2/A.java": "package acme2;\n"
        + "".join(f"import acme2.{name};\n" for name in names)
        + "class A { }\n",
    }
    assert [(row.outcome, row.package) for row in imports_of(files)] == [
        ("external", "io.acme.reporter2:acme-reporter"),
        *[("unresolved", None)] * 4,
    ]
