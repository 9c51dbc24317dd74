"""Random states of Java and Kotlin, one after the other, have the facts that each has by itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.cache.memory import Memory
from kavro_lint.languages.incremental import IncrementalFacts
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.facts import SourceSettings
from tests.languages.test_incremental import leads, state

POM = (
    "<project><dependencies><dependency><groupId>{}</groupId><artifactId>x</artifactId>"
    "<version>{}</version></dependency></dependencies></project>"
)
IMPORTS = (
    "import b.*;", "import c.J2;", "import a.J1.*;", "import static b.J1.x;", "import c.J0.In;",
    "import static a.J0.*;", "import java.util.List;", "import org.lib.Thing;", "import b.Gone;",
    "import a.K1;", "import static c.KKt.run;",
)  # fmt: skip
MEMBERS = (
    "J0 p;", "b.J1 q;", "J2.In r;", "class In {}", "class In extends J1 {}", "In i;", "int x;",
    "c.J0.In k;", "In.Deep d;", "Object o = x;", "Object u = x.y;", "K1 w;", "class Deep {}",
)  # fmt: skip
TOPS = (
    "fun run() = 1", "val x = run()", "val limit = x", "fun J0.more() = 1", "class K1 : J1()",
    "open class K2 : b.J0() { val y = x; val z = run() }", "object K3 { val w: In? = null }",
    "class K1 { class In }", "typealias K4 = c.J1", "val v: K4? = null",
)  # fmt: skip
KOTLIN_IMPORTS = (
    "import b.*", "import a.run", "import c.J0.In", "import b.K1 as J2", "import a.more",
    "import c.K3.w", "import b.limit",
)  # fmt: skip
PACKAGES = st.sampled_from("abc")


@st.composite
def java(draw: st.DrawFn) -> tuple[str, str]:
    package, name = draw(PACKAGES), f"J{draw(st.integers(0, 2))}"
    declared = draw(st.sampled_from((package, package, package, "b")))
    lines = [f"package {declared};", *draw(st.lists(st.sampled_from(IMPORTS), max_size=2))]
    extends = draw(st.sampled_from(("", "", " extends J1", " extends b.J0", " extends K1")))
    members = draw(st.lists(st.sampled_from(MEMBERS), max_size=3, unique=True))
    lines.append(f"public class {name}{extends} {{ {' '.join(members)} }}")
    folder = draw(st.sampled_from(("src/main", "src/test")))
    return f"{folder}/java/{package}/{name}.java", "\n".join(lines)


@st.composite
def kotlin(draw: st.DrawFn) -> tuple[str, str]:
    package, name = draw(PACKAGES), draw(st.sampled_from(("K", "L")))
    lines = [f"package {package}", *draw(st.lists(st.sampled_from(KOTLIN_IMPORTS), max_size=2))]
    lines += draw(st.lists(st.sampled_from(TOPS), max_size=3, unique=True))
    folder = draw(st.sampled_from(("src/main", "src/test")))
    return f"{folder}/kotlin/{package}/{name}.kt", "\n".join(lines)


def manifests() -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.sampled_from(("org.lib", "org.other")), st.integers(1, 2)).map(
        lambda row: ("pom.xml", POM.format(*row))
    )


OTHERS = st.sampled_from(
    [("README.md", "x"), ("src/main/AndroidManifest.xml", "<manifest/>"), ("docs/a.txt", "")]
)
FILES = st.one_of(java(), java(), kotlin(), manifests(), OTHERS)
REMOVALS = st.integers(0, 20)


@settings(max_examples=150)
@given(
    st.lists(FILES, min_size=4, max_size=12),
    st.lists(st.one_of(st.lists(FILES, min_size=1, max_size=2), REMOVALS), max_size=6),
)
def test_each_random_state_has_the_facts_that_it_has_by_itself(
    first: list[tuple[str, str]], steps: list[list[tuple[str, str]] | int]
) -> None:
    files = dict(first)
    reading = IncrementalFacts(Memory(None), SourceSettings())
    reading.step(state(dict(files)))
    for step in steps:
        if isinstance(step, int):
            files.pop(sorted(files)[step % len(files)] if files else "", None)
        else:
            files.update(step)
        snapshot = state(dict(files))
        reading.step(snapshot)
        assert leads(reading.facts) == leads(read_facts(snapshot))
