"""What is read of a PHP source by the shape of its words is what its grammar says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.php.packed_facts import facts
from kavro_lint.languages.php.shape import occurrences_by_shape
from kavro_lint.languages.shapes import Doubt
from tests.languages.both_readers import assert_left_to_the_grammar, assert_same

HEADERS = (
    "",
    "declare(strict_types=1);\nnamespace A\\B;\nuse C\\D; use C\\E as F, G\\H; use function I\\j;",
    "namespace A; use B\\{C, D as E}; use const F\\G; const TOP = 1;",
    "/* class X {} */ # use Y;\nrequire __DIR__ . '/x.php'; include_once 'lib/' . 'y.php';",
)
MEMBERS = (
    "class Own extends Base implements I, J\\K { use T, U; use V { V::a as protected b; } }",
    "abstract class A { const X = self::Y; public const ?Row Z = Other::Z; const NAMES = [ONE]; }",
    "final class P { private ?Foo $foo; public static A|B|null $c = Limits::MOST; "
    "public function __construct(private readonly Repo $r, Foo &$f, ?Bar ...$b) {} }",
    "class M { #[Route('/x', name: Names::ONE), \\Other] public function new(string $a, "
    "callable|Foo $b = CONSTANT): static|Row { return new static($a); } }",
    "interface W extends X, Y { function walk(): ?Steps; }",
    "trait T { abstract protected function t(self $s): never; }",
    "enum Suit: string implements HasLabel { case Hearts = 'h'; case Spades = Other::S; "
    "const Wild = self::Spades; public static function of(): self { return self::Hearts; } }",
    "enum Plain { case A; case B; }",
    "interface H { public A|null $a { get; } public R $b { get; set(Foo|B $v); } }",
    "if (SET) { echo (MORE); print (set); }",
    "class H { public int $c = 1 { get => User::y($this->c); set { $this->c = get(SET); } } "
    "function get() { return get; } function __construct(public ?Row $d { &get => E; }) {} }",
    "class V { public private(set) Row $r = new Row(); protected(set) string $s; }",
    "$o = new Get(class: Row::class, function: f(), use: A, enum: B, interface: D, n: g(E));",
    "#[ORM\\Embedded(class: Row::class), Other(abstract: A)] class N { function f(): void {} }",
    "function top(array $a, int|Foo $x): \\Full\\Name { return helper($a, MORE, name: $x); }",
    "$f = fn (Row $r): Cell => $r->cell(Kind::A, other(B)); "
    "$g = function & (Row $r) use (&$f): void {};",
    "try { run(); } catch (Bad | Worse $e) { throw new Wrapped($e); } catch (Last) {}",
    "$x = $y instanceof Z ? new Q : new R(S); $o = new class(1) extends Base implements I { "
    "function m(): T {} };",
    "if ($a): echo namespace\\b(), \\c(), D\\e(), F\\G; endif; echo isset($x[H]), empty($y);",
    "switch ($k) { case KEY: case Limits::A: break; default: exit; } goto_it();",
    "$m = match (true) { $a instanceof B, C => D::e(), default => \\F::class };",
    "$s = \"$a {$b->c} {$d['e']} {$f->g($h)}\"; $t = 'class X { }'; $n = 1.5e-3 . .5 . 0x1F;",
    "$t = <<<X\nclass A { new B; } 'x\" $c {$d->e}\n  X; f(<<<'Y'\n{$b(A::c())}\nY, G);",
    "$c::go(); $this->x::go(); new $c; new ($c . 'D'); static::$map[self::KEY];",
    "define('AB', 1); eval('x'); function &ref() {} yield_it();",
    "function g() { yield from Gen::of(); yield K => V; return static fn () => X; }",
    "$r = require 'config.php'; $p = include dirname(__DIR__) . '/a.php'; require_once($file);",
    "foreach (Rows::all() as $k => [$a, $b]) { list($c, $d) = pair(A::B); } echo __DIR__, NAN;",
    "$a ? b() : C; $a ?: D; $x ?? E::F; (int) $y; (array) z(); !G; -H; @i(); print J;",
    "array_map('A\\B', f('C\\D', \"E\\\\F\")); "
    "class_exists('\\\\A\\B'); g('A\\B'); h('A\\B::c', 'A::b');",
    "new \\ReflectionClass('A\\B'); Closure::fromCallable('A\\b'); "
    "'A\\B'::c(); 'A\\b'(); 'A\\B'::$c;",
    "array_map('a', [1, 2]); usort($x[f(1, 2)], /* x */ 'b'); array_filter($x, 'c' . 'd'); "
    "new ReflectionFunction(\"e\"); call_user_func(...['f']); "
    "$o->array_map('g'); X::usort(1, 'h');",
    "array_filter(...$x, 'i'); array_walk(callback: 'j', array: 'k'); array_map(); "
    "is_callable('l',);",
    "function k(): \\Closure { is_a($x, \"\\r\\n\"); return l('A\\B', \"'A\\B::c' and 'A\\B'\"); }",
    "class K { const TRUE = 1; public const string STRING = Own::A; const NULL = X; }",
    "$q = $a ? '?>' : /* ?> */ '?>'; f($a?->b);",
    "(integer) $x; (boolean) $y; new Resource(1); Double::x(); function f(Integer $i): Numeric {}",
    "class L { function array(Foo&Bar $x, Foo &...$y): self|Foo {} function list(self|Foo $z) {} }",
    "$v = $o?->p()?->q; $o->class; $o->list(); X::new(); X::class; [A => B, 'c' => D];",
)


def both(content: bytes) -> None:
    assert_same(facts, occurrences_by_shape, content)


@pytest.mark.parametrize("member", MEMBERS)
def test_a_statement_is_read_by_its_shape_as_by_the_grammar(member: str) -> None:
    both(f"<?php\nnamespace Own;\nuse Some\\Foo;\n{member}\n".encode())


@given(
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\n  // It's \"\n", " /* { */ ", "\n# x\n"]),
)
def test_a_source_is_read_by_its_shape_as_by_the_grammar(
    header: str, members: list[str], blank: str
) -> None:
    content = f"<?php {header}{blank}{blank.join(members)}{blank}".encode()
    try:
        both(content)
    except Doubt:
        return


@pytest.mark.parametrize(
    "code",
    [
        "<p><?php new A; ?></p>",
        "<?php new A; ?><p>",
        "<?php $a = <<<X\n{$b(A::c())}\nX;",
        '<?php $a = "{$b(A::c())}";',
        '<?php $a = "$b[c]";',
        "<?php f('A\\\\B')('c');",
        "<?php // ?>",
        "<?php (new A)::b();",
        "<?php class A { use B { c insteadof D; } }",
        "<?php class A { new B;",
        "<?php const A = 1, B = 2;",
        "<?php function a((A&B)|null $x) {}",
        "<?php `ls`;",
        "<?php $f = fn () => exit(1);",
        "<?php $$a = new B;",
    ],
)
def test_what_the_shape_does_not_tell_is_left_to_the_grammar(code: str) -> None:
    assert_left_to_the_grammar(facts, occurrences_by_shape, code.encode())
