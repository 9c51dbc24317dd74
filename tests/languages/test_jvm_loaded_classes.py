"""Java and Kotlin: a class that is loaded by its name is counted as not analysable."""

import pytest

from kavro_lint.languages.registry import by_suffix

CASES = [
    ('Class.forName("acme.data.B");', 1),
    ("Class . forName(name, true, loader);", 1),
    ("loader.loadClass(name); lookup.findClass(name);", 2),
    ("lookup.defineClass(bytes); lookup.defineHiddenClass(bytes, true);", 2),
    ('Charset.forName("UTF-8"); loader.loadClass();', 0),
    ('String s = "Class.forName(x)"; // Class.forName(x)\n/* a.loadClass(x) */', 0),
    ('char c = \'"\'; Class.forName(x); String t = "\\"Class.forName(x)";', 1),
    ('String s = """\nClass.forName(x) "quoted"\n"""; Class.forName(x);', 1),
]


@pytest.mark.parametrize("suffix", [".java", ".kt"])
@pytest.mark.parametrize(("statements", "count"), CASES)
def test_a_class_that_is_loaded_by_its_name_is_counted(
    suffix: str, statements: str, count: int
) -> None:
    source = f"class A {{ void f() {{ {statements} }} }}"
    assert by_suffix()[suffix].extract(source.encode(), suffix).unanalysable == count
