"""Components: front matter of Astro, and code in markup, as their compilers read them.

Compared by hand with @astrojs/compiler 2 and @vue/compiler-sfc 3.
"""

import pytest

from kavro_lint.languages.javascript import extract

A = "import A from './a'"
FRONT_MATTER = [
    f"---\n{A}\n---\n<A/>", f"\n\n---\n{A}\n---\n", f"   ---\n{A}\n---\n",
    f"<!-- x --><!-- y\n--> ---\n{A}\n---\n", f"text\n---\n{A}\n---\n", f"---{A}\n---\n",
    f"--- {A} ---", f"---\n{A}---\n<p/>", f"---\nx = `\n---\n`; {A}\n---\n",
    f"---\n// ---\n{A}\n---\n", f"---\n{A}", f"---\nx = '---'; {A}\n---\n",
    f"---\nx = /'/; {A}\n---\n<p>it's</p>", f"---\nx = /`/; {A}\n---\n<p/>",
]  # fmt: skip
MARKUP = [
    (".astro", "<p/>\n---\nimport A from './a'\n---\n", [], 0),
    (".astro", "{ ({}) && import('./a') }", ["./a"], 0),
    (".astro", "{ '}' && import('./a') }", [], 1),
    (".astro", "{ import(a) }", [], 1),
    (".svelte", "{#await import(a)}{/await}", [], 1),
    (".svelte", "it is an import (see below)", [], 0),
    (".vue", "<a @click=\"import('./a')\"/>", ["./a"], 0),
    (".vue", "<a :is=\"require('./a')\"/>", ["./a"], 0),
    (".vue", "<p>{{ import('./a') }}</p>", ["./a"], 0),
    (".vue", "<a v-on='{a: () => import(`./a`)}'/>", ["./a"], 0),
    (".vue", "<template lang=pug>\na(:is=\"import('./a')\")\n</template>", ["./a"], 0),
    (".vue", '<a v-if="import(a)"/>', [], 1),
    (".vue", '<a :is="import(&quot;./a&quot;)"/>', [], 1),
    (".vue", "<a b=\"import('./a')\">import('./a')</a>", [], 0),
]


@pytest.mark.parametrize("source", FRONT_MATTER)
def test_front_matter_begins_and_ends_as_in_astro(source: str) -> None:
    facts = extract(source.encode(), ".astro")
    assert ([raw.specifier for raw in facts.imports], facts.lost) == (["./a"], ())


@pytest.mark.parametrize(("suffix", "source", "expected", "count"), MARKUP)
def test_code_in_markup_is_read(suffix: str, source: str, expected: list[str], count: int) -> None:
    facts = extract(source.encode(), suffix)
    assert [raw.specifier for raw in facts.imports] == expected
    assert facts.unanalysable == count


def test_an_expression_keeps_its_line() -> None:
    source = "<a\n:b=require('./a')\n:c=\"import('./b')\" />\n<script>\nimport './c'\n</script>\n"
    lines = [(raw.specifier, raw.line) for raw in extract(source.encode(), ".vue").imports]
    assert lines == [("./a", 2), ("./b", 3), ("./c", 5)]
