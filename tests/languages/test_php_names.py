"""PHP: names are edges. Each case is what PHP makes of it (php.net, Name resolution rules)."""

import pytest

from tests.languages.jvm_sources import imports_of

MODEL = r"<?php namespace App\Models; class User {} function label() {} const LIMIT = 1;"


def edges(files: dict[str, str]) -> set[tuple[str, str]]:
    return {
        (edge.importer, edge.target) for edge in imports_of(files, "php") if edge.target is not None
    }


def targets(code: str, **files: str) -> set[str]:
    """Return what a source in namespace App leads to, beside `Models.php` and other files."""
    others = {f"{name}.php": text for name, text in files.items()}
    result = edges({"a.php": code, "Models.php": MODEL, **others})
    return {target for importer, target in result if importer == "a.php"}


LEADS = {
    "use": r"<?php namespace App; use App\Models\User;",
    "use with an alias": r"<?php use App\Models\User as U; new U;",
    "use of several": r"<?php use X\Y, App\Models\User;",
    "use of a group": r"<?php use App\Models\{Missing, User as U};",
    "use over lines, with comments": "<?php use App\\ Models;use /* x */ App\\Models\\User // y\n;",
    "use of a function": r"<?php use function App\Models\label;",
    "use of a constant": r"<?php use const App\Models\LIMIT;",
    "use of a mixed group": r"<?php use App\Models\{function label, const LIMIT};",
    "use of a namespace": r"<?php use App\Models; new Models\User;",
    "use of a namespace with an alias": r"<?php use App\Models as M; M\label();",
    "relative to the namespace": r"<?php namespace App; new Models\User;",
    "in the same namespace": r"<?php namespace App\Models; new User;",
    "the word namespace": r"<?php namespace App; new namespace\Models\User;",
    "whole name": r"<?php namespace B; new \App\Models\User;",
    "without case": r"<?php new \app\MODELS\user;",
    "function in the same namespace": r"<?php namespace App\Models; label();",
    "constant in the same namespace": r"<?php namespace App\Models; echo LIMIT;",
    "constant as a default": r"<?php namespace App\Models; function f($x = LIMIT) {}",
    "second namespace of a file": r"<?php namespace B; class C {} namespace App\Models; new User;",
    "namespace in braces": r"<?php namespace B { } namespace App\Models { new User; }",
    "static call": r"<?php use App\Models; Models\User::find();",
    "class constant": r"<?php namespace App\Models; echo User::X;",
    "name of a class": r"<?php namespace App\Models; f(User::class);",
    "static property": r"<?php namespace App\Models; echo User::$x;",
    "parameter": r"<?php namespace App\Models; function f(?User $u) {}",
    "union": r"<?php namespace App\Models; function f(int|User $u) {}",
    "result": r"<?php namespace App\Models; fn(): User => 1;",
    "property": r"<?php namespace App\Models; class A { private User $u; }",
    "promoted property": "<?php namespace App\\Models; class A {"
    " function __construct(private User $u) {} }",
    "new of a string": r"<?php new ('App\Models\User');",
    "static call of a string": r"<?php 'App\Models\User'::find();",
    "call of a string": r"<?php 'App\Models\User::find'();",
    "callable in a string": r"<?php $f = 'App\Models\User::find'; $f();",
    "callable in a list": r"<?php ['App\Models\User', 'find']();",
    "callable that is passed": r"<?php call_user_func(['App\Models\User', 'find']);",
    "function that is passed": r"<?php array_map('\App\Models\label', $all);",
    "escaped": '<?php call_user_func("App\\\\Models\\\\User::find");',
    "alias of a string": r"<?php class_alias('App\Models\User', 'User');",
    "reflection": r"<?php new \ReflectionClass('App\Models\User');",
    "function in quotes, with two slashes": r"<?php call_user_func('\\App\\Models\\label');",
    "catch": r"<?php namespace App\Models; try {} catch (A | User $e) {}",
    "instanceof": r"<?php namespace App\Models; $x instanceof User;",
    "attribute": "<?php namespace App\\Models;\n#[User(1)]\nclass A {}",
    "extends": r"<?php namespace App\Models; class A extends User {}",
    "anonymous class": r"<?php namespace App\Models; new class extends User {};",
    "implements": r"<?php namespace App\Models; enum A: int implements User { case B = 1; }",
    "trait": r"<?php namespace App\Models; class A { use User; }",
    "code in a string": r'<?php namespace App\Models; "{$x->f(User::Y)}";',
    "code in a heredoc": "<?php namespace App\\Models; <<<A\n {$x->f(User::Y)}\nA;\n",
    "code between HTML": r"<html><?php namespace App\Models; ?><b><?= User::x() ?></b>",
    "property hook": r"<?php namespace App\Models; class A { public int $x { get => User::y(); } }",
    "what the grammar does not know": r"<?php namespace App\Models; class A { case ]] new User; }",
    "require beside the file": "<?php require 'Models.php';",
    "require by __DIR__": "<?php require_once __DIR__ . '/Models.php';",
    "require by dirname": '<?php include(dirname(__FILE__) . DIRECTORY_SEPARATOR . "Models.php");',
}
LEADS_NOWHERE = {
    "a string that is data": r"<?php $x = ['App\Models\User' => 'text']; echo 'App\Models\User';",
    "a callable in other text": "<?php f(\"not 'App\\Models\\User::find' but\");",
    "a string beside a type that loads": "<?php function f(): \\Closure {"
    " return g('App\\Models\\User'); }",
    "a callable in a comment": r"<?php // call_user_func('App\Models\User::find')",
    "comment": "<?php namespace App\\Models; // new User\n# User::x()\n/* User */",
    "string": "<?php namespace App\\Models; 'User'; \"User::x\"; <<<'A'\nnew User {$x}\nA;\n",
    "text": r"<p>new \App\Models\User;</p>",
    "member": r"<?php namespace App\Models; $x->User(); $x::User(); X::User; $x?->label();",
    "own method": r"<?php namespace App\Models; class A { function label() {} const LIMIT = 2; }",
    "named argument": r"<?php namespace App\Models; f(LIMIT: 1);",
    "other namespace": r"<?php namespace App; new User; label(); echo LIMIT;",
    "import of another": r"<?php namespace App\Models; use B\User; new User;",
    "keywords": r"<?php namespace App\Models; class A { function f(): static {} } self::x();",
    "closure": r"<?php namespace App\Models; function () use ($User) {};",
    "constant in other case": r"<?php namespace App\Models; echo limit;",
    "path that is computed": "<?php require $x . '/Models.php'; require Models . '.php';",
}


@pytest.mark.parametrize("case", LEADS, ids=[*LEADS])
def test_a_name_leads_where_php_says(case: str) -> None:
    assert targets(LEADS[case]) == {"Models.php"}


@pytest.mark.parametrize("case", LEADS_NOWHERE, ids=[*LEADS_NOWHERE])
def test_a_word_that_is_not_a_name_leads_nowhere(case: str) -> None:
    assert targets(LEADS_NOWHERE[case]) == set()


@pytest.mark.parametrize("name", ["Resource", "Numeric", "Integer", "Boolean", "Double"])
def test_a_class_may_be_named_like_a_type_that_php_has_not(name: str) -> None:
    model = f"<?php namespace App; class {name} {{}}"
    code = f"<?php namespace App; function f(): ?{name} {{}}"
    assert targets(code, Other=model) == {"Other.php"}
    assert not targets(f"<?php namespace App; ({name}) $x;", Models="<?php", Other=model)


CALLED = ["call_user_func('helper')", "array_map('\\\\helper', f(1, 2))", 'usort($x[1], "helper")']
NOT_CALLED = [
    "f('helper')",
    "array_filter('helper')",
    "usort(g($x, 'helper'))",
    "array_map('helper' . $x)",
]


def test_a_function_that_a_plain_string_names_is_followed_where_it_is_called() -> None:
    helpers = "<?php function helper() {}"
    for code in CALLED:
        assert targets(f"<?php namespace App; {code};", helpers=helpers) == {"helpers.php"}, code
    for code in NOT_CALLED:
        assert targets(f"<?php namespace App; {code};", helpers=helpers) == set(), code


def test_a_function_and_a_constant_are_the_global_ones_where_the_namespace_has_none() -> None:
    globals_ = "<?php function helper() {} define('DEFINED', 1); const GLOBAL_ = 1;"
    for use in ("helper()", "DEFINED", "GLOBAL_"):
        assert targets(f"<?php namespace App; {use};", Helpers=globals_) == {"Helpers.php"}
    assert targets("<?php namespace App; new helper;", Helpers=globals_) == set()


def test_a_name_is_a_reference_at_its_first_line() -> None:
    code = "<?php\nnamespace App\\Models;\n\n  new User;\nnew User;\n"
    (edge,) = imports_of({"a.php": code, "Models.php": MODEL}, "php")
    assert (edge.raw.kind, edge.raw.line, edge.raw.column) == ("reference", 4, 7)
    assert edge.raw.text == "new User;"


def test_an_import_and_the_names_that_it_brings_are_one_edge() -> None:
    code = "<?php\nuse App\\Models\\User;\nnew User;\n"
    (edge,) = imports_of({"a.php": code, "Models.php": MODEL}, "php")
    assert (edge.raw.kind, edge.raw.line, edge.raw.text) == ("import", 2, r"use App\Models\User;")
