r"""What loads code that only a running program, an assembler or a macro names is counted."""

import pytest

from kavro_lint.languages.registry import by_suffix

PHP = "<?php\nnamespace App;\n"
COUNTED = [
    (".php", PHP + "$f = 'B\\g'; $f();\n", 1),
    (".php", PHP + '$f = "B\\\\g"; $f();\n', 1),
    (".php", PHP + "$f = 'helper'; $f();\n", 1),
    (".php", PHP + "$f = 'helper'; call_user_func($f);\n", 1),
    (".php", PHP + "$f = 'compare'; usort($rows, $f);\n", 1),
    (".php", PHP + "class A { public $f = 'B\\g'; function h() { ($this->f)(); } }\n", 1),
    (".php", PHP + "$all = ['a' => 'B\\g', 'b' => 'B\\h']; $all[$x]();\n", 2),
    (".php", PHP + "('B\\\\' . 'g')();\n", 1),
    (".php", PHP + "unserialize('O:3:\"B\\Y\":0:{}');\n", 1),
    (".rs", "fn f() { paste! { crate::[<b>]::g() } }\n", 1),
    (".rs", "paste! { pub use crate::a::[<b>]; }\n", 1),
    (".rs", "macro_rules! m { ($($p:ident).*) => { crate $(::$p)* () } }\n", 1),
    (".rs", "macro_rules! m { ($p:ident) => { use crate::{$p}; } }\n", 1),
    (".rs", "fn f() { m!(crate b) }\n", 1),
    (".rs", "fn f() { m!(a, super . b) }\n", 1),
    (".java", "class A { Object f() { return new ObjectInputStream(s).readObject(); } }", 1),
    (".kt", "fun f() = javax.script.ScriptEngineManager().getEngineByName(n)", 1),
    (".java", "class A { Object f() { return ServiceLoader . load(B.class); } }", 1),
    (".c", 'asm(".include \\"b/y.s\\"");\n__asm__(".incbin \\"b/y.h\\"");\n', 2),
    (".cs", 'using static System.Type; class A { object f() => GetType("B.Y"); }', 1),
    (".py", "import sys\nsys.modules['importlib'].import_module('b.y')\n", 1),
    (".py", "import shelve\nshelve.open('x')\n", 1),
    (".py", "from marshal import loads\nexec(loads(x))\n", 2),
]
SILENT = [
    (".php", PHP + "$f = 'helper'; $g();\n"),
    (".php", PHP + "$f = 'a text'; $f();\n"),
    (".php", PHP + "$name = 'B\\g'; echo $name;\n"),
    (".php", PHP + "function h(callable $next) { return $next(\"\\n\", '\\d'); }\n"),
    (".rs", "thread_local! { pub(crate) static A: u8 = 1; pub(in crate::a) static B: u8 = 2; }\n"),
    (".rs", "macro_rules! m { () => { $crate::a::f($crate) } }\n"),
    (".rs", "fn f() { m!(self.x, [a]); }\n"),
    (".java", "class A { private void readObject(ObjectInputStream in) {} }"),
    (".c", 'puts(".include y.s");\n'),
    (".cs", "using static System.Math; class A { object f() => GetType(); }"),
    (".py", "loader.import_module('b')\nself.import_module('b')\n"),
]


@pytest.mark.parametrize(("suffix", "source", "count"), COUNTED)
def test_what_names_code_without_a_literal_is_counted(suffix: str, source: str, count: int) -> None:
    facts = by_suffix()[suffix].extract(source.encode(), suffix)
    assert (facts.unanalysable, facts.lost) == (count, ())


@pytest.mark.parametrize(("suffix", "source"), SILENT)
def test_what_loads_nothing_is_not_counted(suffix: str, source: str) -> None:
    facts = by_suffix()[suffix].extract(source.encode(), suffix)
    assert (facts.unanalysable, facts.lost) == (0, ())
