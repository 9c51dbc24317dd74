"""What is read of a Java source by the shape of its words is what its grammar says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.java.packed_facts import facts
from kavro_lint.languages.java.shape import occurrences_by_shape
from kavro_lint.languages.shapes import Doubt
from tests.languages.both_readers import assert_left_to_the_grammar, assert_same

HEADERS = (
    "",
    "package a.b;",
    "/* class X {} */ package a.b; import c.D; import static c.E.F; import c.*;",
    "package a.b; // x\nimport c.D;\n\nimport static c.E.*;;",
)
MEMBERS = (
    "private static final Logger LOG = Factory.get(Own.class);",
    "static final Map<String, List<? extends Row>> Rows = new HashMap<>();",
    "int a = f(x, y), b, c[] = {1}; { b.go(); c.go(); Rows.put(b, a); }",
    "@Deprecated @Named(value = Names.ONE) public <T extends Row & Cell> T get(T t, Class<T> c) "
    "throws Bad, io.Worse { return c.cast(t); }",
    "@Override <K, V> void put(final K key, V... v) {}",
    "Own(Row row) { super(row); this.row = row; Other.call(row.name()); other.call(); }",
    "void m() { try (In in = new In(A.B); Out o = open()) { in.read(); } "
    "catch (final Io | Sql e) { throw new Wrapped(e); } finally { Log.end(); } }",
    "void m() { for (Row r : rows) { if (r instanceof Good g && g.ok()) g.go(); } }",
    "void m() { for (int i = 0, n = Limits.MOST; i < n; i++) { n.go(); j.go(); } }",
    "Object m(Object o) { return (Row) o; } boolean is() { return (FLAG) && A.B > C.D; }",
    "Object m() { return (Runnable & java.io.Serializable) () -> Log.x(); }",
    "Object m() { return new Base(1, Helper.of()) { Inner i; void n() { i.go(); } }; }",
    "Object m() { return rows.stream().map(Row::name).map(r -> r.size()).map((x, y) -> x.z(w)); }",
    "int m(Kind k) { switch (k) { case ONE: case TWO: return Limits.A; default: break; } }",
    "int m(Kind k) { return switch (k) { case ONE, TWO -> Limits.A; case Row r -> r.b(); "
    "default -> { yield Limits.C; } }; }",
    "void m() { class Local<T> extends Row { T t; Local<T> l; } Local<Row> x; new Local<Row>(); }",
    "enum Color implements Shade { RED(1) { void x() { Paint.it(); } }, @Old Green, BLUE; "
    "void y() { Green.go(); RED.go(); } }",
    "enum Plain { a, B } void m() { a.go(); B.go(); }",
    "@interface Marker { String value() default Names.X; Class<?>[] of() default {}; }",
    "interface Walks<T> extends Moves<T>, a.b.Stops { T walk(); default void x() { y.z(); } }",
    "record Point<T>(int x, T y) implements Shape { Point { Checks.that(x); } }",
    "sealed interface S permits A1, B1 {} final class A1 implements S {} "
    "non-sealed class B1 implements S {}",
    "String[] names[]; Row[][] m(Row[] a, int... b) { a.go(); b.go(); return new Row[3][]; }",
    "void m() { Outer.this.go(); Outer.super.go(); outer.new Inner(); Row[].class.getName(); }",
    "void m() { Lists.<Row>of().add(Map.Entry::getKey); int[]::new; ArrayList<Row>::new; }",
    'String s = "class X { Y y; }"; char c = \'"\'; String t = """\n a "b" { Z z; \\""" """;',
    "int x = 0xE+Limits.A; double d = 1e-3 + 0.5 + 1.; long l = 1_000L << 2 >>> A.B;",
    "void when() { when(a.b()).then(c); Object record = record.x; record(record); yield.z(); }",
    "void m() { label: while (true) { continue label; } assert A.ok() : B.text(); }",
    "void m() { var x = y.z(); final var Row = 1; synchronized (LOCK) { x.go(); } }",
    "List<int[]> l; Map.Entry<A, B>[] e; A<B>.C<D> f; java.util.List<E> g; /* c */ ;",
    "boolean b = x < Y.MOST && y > z; int i = a < B ? C.D : e.f;",
)


def both(content: bytes) -> None:
    assert_same(facts, occurrences_by_shape, content)


@pytest.mark.parametrize("member", MEMBERS)
def test_a_member_is_read_by_its_shape_as_by_the_grammar(member: str) -> None:
    both(f"package a; class Own<P> extends Base<P> implements I, J {{ {member} P p; }}".encode())


@given(
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", "\r\n", "\n  // It's \"\n", " /* { */ "]),
    st.booleans(),
)
def test_a_source_is_read_by_its_shape_as_by_the_grammar(
    header: str, members: list[str], blank: str, is_nested: bool
) -> None:
    body = blank.join(members)
    if is_nested:
        body = f"class In {{ {body} }} {members[0]}"
    code = (
        f"{header}{blank}@A(b = C.D) public class Own{blank}{{{blank}{body}{blank}}}\n"
    ).encode()
    try:
        both(code)
    except Doubt:
        return


@pytest.mark.parametrize(
    "code",
    [
        "class A { boolean b = MOST < a, C > (1); }",
        "class A { void m(Object o) { if (o instanceof Point(int x, Row r)) r.go(); } }",
        "class A { void m() { Object Row = null; Row.go(); } }",
        "class A { java.lang.@NonNull String s; }",
        "module a.b { requires c; }",
        "@A package a.b;",
        "class A { void m() { B b; }",
        "class A { B b; } }",
        "class A { /* B b; }",
        "class A { B b; } \0",
        "class A { int # b; }",
        "class A { Object o = new @B C(); }",
        "class A { Object o = (@B(x = 1) C) d; }",
        "class A { Object o = (@B C<D>[] & E) d; }",
        "class A { B @C [] d; }",
        "class A { int @C(1) [] d; }",
        "class A { void m(B @C ... d) {} }",
        "class A { void m(A this, B b) {} }",
        "class A { void m(A<T> this) {} }",
        "class A { double d = (B) .5; }",
        "class A { B b => c; }",
    ],
)
def test_what_the_shape_does_not_tell_is_left_to_the_grammar(code: str) -> None:
    assert_left_to_the_grammar(facts, occurrences_by_shape, code.encode())
