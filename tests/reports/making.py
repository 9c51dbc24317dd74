"""Reports made by hand, with paths and messages as odd as Git and people allow."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.model.findings import Coverage, Finding, Judged, Report, Severity
from kavro_lint.model.places import Evidence, Location

# A machine may be busy: how fast examples are drawn is no property of a report.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

RULES = {rule.id: rule for rule in shipped_rules()}

# What each format has to survive: its own syntax, and that of every other one.
ODD = (
    "src/a b.py", "src/ä/漢字/🎉.py", "100%.py", "new\nline.py", "carriage\rreturn.py", "a:b,c.py",
    "::error file=x,line=1::boo.py", "::add-mask::x", "##[add-matcher]x.json", "<b>&amp;.py",
    "a|b.py", "`tick`.py", "``two``|.py", "back\\slash|.py", "tab\there.py", "\x1b[31mred.py",
    b"byte-\xff-\x80.py".decode("utf-8", "surrogateescape"), "@octocat #1 GH-2 !3 &4 ~5.py",
    "https://example.com/x.py", "www.example.com.py", "[link](javascript:x).py", "{0}{{1}}.py",
    "<!-- -->.py", "]]>.py", "שלום/עולם.py", "مرحبا.py", "e\u0301.py", "\u202egnp.py", "$x^2$.py",
    "*bold* _it_ ~~no~~.py", "-dash.py", "x" * 250 + ".py", "\ufffe.py", "\u200b\u2028.py",
    ":tada:", "\ud800", "&_&_", "&#8203;", "#__init__",
    " lead.py", "trail ", "%0Aa%3A", "a\\", "'\"", "a@b.example", "__init__.py", "a://b", "#",
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=30),
    st.text("`|\\<>&*_#@:[]()%\n ab!~$", min_size=1, max_size=12),
)
paths = texts.filter(lambda text: text.strip("/") != "" and not text.startswith("/"))


def place(path: str, line: int = 3, column: int = 5) -> Location:
    return Location(path, line, column)


def judged(
    path: str,
    message: str = "a may not import b",
    *,
    rule: str = "KV703",
    severity: Severity = "major",
    waived_by: str | None = None,
    fingerprint: str = "0123456789abcdef",
    more: Sequence[str] = (),
) -> Judged:
    evidence = (
        Evidence(place(path), message),
        *(Evidence(place(entry), message) for entry in more),
    )
    finding = Finding(
        rule, message, place(path), f"do not: {message}", frozenset(), place("docs/b.md", 7),
        source=message, target="b", kind="import", evidence=evidence, also=("KV704",),
    )  # fmt: skip
    blocks = waived_by is None and severity != "minor"
    return Judged(finding, RULES[rule], severity, fingerprint, ("@team",), waived_by, blocks)


def report(
    findings: Sequence[Judged] = (), waived: Sequence[Judged] = (), remarks: Sequence[str] = ()
) -> Report:
    blocks = any(finding.blocks for finding in findings)
    coverage = Coverage(
        {"python": 3}, {".rb": 2}, 3, 2, 1, 0, {"internal": 4, "external": 0}, ("a",),
        {2: "always", 7: "always"}, (1, 3, 4, 5, 6), remarks=tuple(remarks),
    )  # fmt: skip
    return Report(
        "worktree", "a" * 40, "b" * 40, "BLOCK" if blocks else "FLAG" if findings else "PASS",
        coverage, tuple(findings), tuple(waived), known=2, rules=(RULES["KV703"], RULES["KV704"]),
    )  # fmt: skip


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report of some findings, kept and waived, each with another odd path and message."""
    rules = st.sampled_from(("KV703", "KV701", "KV731"))
    severities = st.sampled_from(("minor", "major", "critical"))
    result = [
        judged(
            draw(paths), draw(texts), rule=draw(rules), severity=draw(severities),
            fingerprint=f"{number:016x}", more=draw(st.lists(paths, max_size=2)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    waived = [
        judged(draw(paths), draw(texts), waived_by=draw(paths), fingerprint=f"w{number:015x}")
        for number in range(draw(st.integers(0, 2)))
    ]
    return report(result, waived, draw(st.lists(texts, max_size=2)))


def all_odd() -> Report:
    """Return a report with every odd path and message there is."""
    result = [judged(path, path, fingerprint=f"{n:016x}") for n, path in enumerate(ODD)]
    waived = [judged(path, path, waived_by=path, fingerprint=f"w{n}") for n, path in enumerate(ODD)]
    return report(result, waived, ODD)
