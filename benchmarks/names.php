<?php
// php names.php ROOT LIST: every class, function and constant that a source declares or writes, as
// nikic/PHP-Parser (PHP_PARSER=its folder) resolves it: file, line, what, kind and whole name.
spl_autoload_register(function ($class) {
    $path = getenv('PHP_PARSER') . '/lib/' . str_replace('\\', '/', $class) . '.php';
    if (is_file($path)) require $path;
});
ini_set('memory_limit', '3G');
use PhpParser\{Node, NodeTraverser, NodeVisitor\NameResolver, NodeVisitorAbstract, ParserFactory};
use PhpParser\Node\{Expr, Name, Stmt};

final class Names extends NodeVisitorAbstract {
    private array $kinds = [];
    public function __construct(private string $file) {}
    private function out(string $what, string $kind, string $name, Node $node): void {
        echo "$this->file\t{$node->getStartLine()}\t$what\t$kind\t$name\n";
    }
    private function kind(int $type): string {
        return [Stmt\Use_::TYPE_FUNCTION => 'function', Stmt\Use_::TYPE_CONSTANT => 'constant'][$type] ?? 'class';
    }
    public function enterNode(Node $node): void {
        if ($node instanceof Stmt\ClassLike && isset($node->namespacedName)) {
            $this->out('declares', 'class', (string) $node->namespacedName, $node);
        } elseif ($node instanceof Stmt\Function_) {
            $this->out('declares', 'function', (string) $node->namespacedName, $node);
        } elseif ($node instanceof Stmt\Const_) {
            foreach ($node->consts as $const) $this->out('declares', 'constant', (string) $const->namespacedName, $node);
        } elseif ($node instanceof Stmt\Use_) {
            foreach ($node->uses as $use) $this->out('use', $this->kind($node->type), (string) $use->name, $use);
        } elseif ($node instanceof Stmt\GroupUse) {
            foreach ($node->uses as $use) {
                $this->out('use', $this->kind($node->type | $use->type), "$node->prefix\\$use->name", $use);
            }
        } elseif ($node instanceof Expr\FuncCall && $node->name instanceof Name) {
            $this->called('function', $node->name, $node);
            $argument = $node->args[0]->value ?? null;
            if (strtolower((string) $node->name) === 'define' && $argument instanceof Node\Scalar\String_) {
                $this->out('declares', 'constant', ltrim($argument->value, '\\'), $node);
            }
        } elseif ($node instanceof Expr\ConstFetch) {
            $this->called('constant', $node->name, $node);
        } elseif ($node instanceof Name\FullyQualified && !isset($this->kinds[spl_object_id($node)])) {
            $this->out('writes', 'class', (string) $node, $node);
        }
    }
    private function called(string $kind, Name $name, Node $node): void {
        $this->kinds[spl_object_id($name)] = $kind;
        $whole = (string) ($name->getAttribute('namespacedName') ?? $name);
        $this->out('writes', $kind, $name instanceof Name\FullyQualified ? $whole : "$whole|$name", $node);
    }
}

$parser = (new ParserFactory)->createForNewestSupportedVersion();
foreach (file($argv[2], FILE_IGNORE_NEW_LINES) as $file) {
    try {
        $tree = $parser->parse(file_get_contents("$argv[1]/$file"));
    } catch (Throwable $error) {
        echo "$file\t0\tfails\t\t", strtok($error->getMessage(), "\n"), "\n";
        continue;
    }
    $traverser = new NodeTraverser(new NameResolver, new Names($file));
    $traverser->traverse($tree);
}
