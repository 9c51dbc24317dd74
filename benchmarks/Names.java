import com.sun.source.tree.*;
import com.sun.source.util.*;
import java.io.*;
import java.nio.file.*;
import java.util.*;
import javax.lang.model.element.*;
import javax.tools.*;

/**
 * Prints each type name that sources write, and the source that declares the type.
 *
 * <p>Arguments: the file that lists the sources, the class path. Prints importer, line, target and
 * name, with tabs between. Nothing of the sources is run; libraries may be missing.
 */
public class Names {
  public static void main(String[] arguments) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null);
    List<String> options =
        List.of(
            "-proc:none", "-Xlint:none", "-Xmaxerrs", "100000", "-implicit:none",
            "-XDshould-stop.ifError=FLOW", "-cp", arguments[1]);
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null, files, problems, options, null,
                files.getJavaFileObjectsFromStrings(Files.readAllLines(Paths.get(arguments[0]))));
    List<CompilationUnitTree> units = new ArrayList<>();
    task.parse().forEach(units::add);
    task.analyze();
    Trees trees = Trees.instance(task);
    Map<Element, String> declared = new HashMap<>();
    for (CompilationUnitTree unit : units) {
      for (Tree type : unit.getTypeDecls()) {
        Element element = type instanceof ClassTree ? trees.getElement(TreePath.getPath(unit, type)) : null;
        if (element != null) {
          declared.put(element, path(unit));
        }
      }
    }
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
    for (CompilationUnitTree unit : units) {
      new Scanner(unit, trees, declared, out).scan(unit, null);
    }
    out.flush();
  }

  static String path(CompilationUnitTree unit) {
    return Paths.get(unit.getSourceFile().toUri()).toString();
  }

  static class Scanner extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final Map<Element, String> declared;
    private final PrintStream out;

    Scanner(CompilationUnitTree unit, Trees trees, Map<Element, String> declared, PrintStream out) {
      this.unit = unit;
      this.trees = trees;
      this.declared = declared;
      this.out = out;
    }

    private void name(Tree tree, String name) {
      Element element = trees.getElement(getCurrentPath());
      if (element == null || !(element.getKind().isClass() || element.getKind().isInterface())) {
        return;
      }
      while (element.getEnclosingElement() != null
          && element.getEnclosingElement().getKind() != ElementKind.PACKAGE) {
        element = element.getEnclosingElement();
      }
      String target = declared.get(element);
      long place = trees.getSourcePositions().getStartPosition(unit, tree);
      if (target != null && !target.equals(path(unit)) && place >= 0) {
        long line = unit.getLineMap().getLineNumber(place);
        out.println(path(unit) + "\t" + line + "\t" + target + "\t" + name);
      }
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void nothing) {
      name(tree, tree.getName().toString());
      return super.visitIdentifier(tree, nothing);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
      name(tree, tree.getIdentifier().toString());
      return super.visitMemberSelect(tree, nothing);
    }
  }
}
