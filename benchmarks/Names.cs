// The types that C# sources name, as the compiler's own semantic model resolves them.
//
//     dotnet csc.dll -r:… -out:names.dll Names.cs;  dotnet names.dll LIST REFERENCES VARIANTS
//
// LIST has a source a line, REFERENCES a folder of reference assemblies; each line of VARIANTS has
// symbols for `#if`, with `;` between, and the sources are compiled once for it. Prints importer,
// line, target, name and kind (`type`, `extension`, `ambiguous`,
// `no value`: a type stands where only a value may) with tabs; and, of kind `left out`,
// each source with the first and the last line of a text that `#if` leaves out, and the symbols.
// Missing libraries are no matter.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

static class Names
{
    static void Main(string[] arguments)
    {
        var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var variant in File.ReadAllLines(arguments[2]))
            Write(output, arguments[0], arguments[1], variant.Split(';'));
        output.Flush();
    }

    static void Write(TextWriter output, string list, string folder, string[] symbols)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None)
            .WithPreprocessorSymbols(symbols.Where(symbol => symbol.Length > 0));
        var trees = File.ReadAllLines(list)
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path))
            .ToList();
        var references = Directory.GetFiles(folder, "*.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("names", trees, references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var trivia in tree.GetRoot().DescendantTrivia())
            {
                if (!trivia.IsKind(SyntaxKind.DisabledTextTrivia)) continue;
                var span = trivia.GetLocation().GetLineSpan();
                output.Write($"{tree.FilePath}\t{span.StartLinePosition.Line + 1}\t{span.EndLinePosition.Line}\t{string.Join(";", symbols)}\tleft out\n");
            }
            foreach (var node in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (node.IsVar) continue;
                var info = model.GetSymbolInfo(node);
                var symbol = info.Symbol;
                if (symbol == null)
                {
                    // Of several types of one name the compiler takes none, and says so.
                    var own = info.CandidateSymbols.Length > 1 ? "ambiguous"
                        : info.CandidateReason == CandidateReason.NotAValue
                            || info.CandidateReason == CandidateReason.NotAVariable ? "no value" : "type";
                    foreach (var candidate in info.CandidateSymbols)
                        WriteType(output, tree, node, candidate, own);
                    continue;
                }
                if (symbol is IAliasSymbol alias) symbol = alias.Target;
                var kind = "type";
                if (symbol is IMethodSymbol method)
                {
                    if (method.MethodKind == MethodKind.Constructor) symbol = method.ContainingType;
                    else if (method.MethodKind == MethodKind.ReducedExtension)
                    {
                        symbol = method.ContainingType;
                        kind = "extension";
                    }
                }
                WriteType(output, tree, node, symbol, kind);
            }
        }
    }

    static void WriteType(TextWriter output, SyntaxTree tree, SimpleNameSyntax node, ISymbol symbol, string kind)
    {
        if (symbol is IMethodSymbol method && method.MethodKind == MethodKind.Constructor) symbol = method.ContainingType;
        if (!(symbol is INamedTypeSymbol type)) return;
        var line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        foreach (var declared in type.OriginalDefinition.DeclaringSyntaxReferences)
            output.Write($"{tree.FilePath}\t{line}\t{declared.SyntaxTree.FilePath}\t{node.Identifier.Text}\t{kind}\n");
    }
}
