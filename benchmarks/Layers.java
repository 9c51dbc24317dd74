import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** Judges classes by a layered rule with ArchUnit: packages may use those before them. */
class Layers {
    public static void main(String[] arguments) {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of(arguments[0]));
        SortedSet<String> packages = new TreeSet<>();
        for (JavaClass one : classes) {
            if (!one.getPackageName().isEmpty()) {
                packages.add(one.getPackageName());
            }
        }
        LayeredArchitecture rule = Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name : packages) {
            rule = rule.layer(name).definedBy(name);
        }
        for (String name : packages) {
            String[] below = packages.headSet(name).toArray(new String[0]);
            rule = below.length == 0
                    ? rule.whereLayer(name).mayNotAccessAnyLayer()
                    : rule.whereLayer(name).mayOnlyAccessLayers(below);
        }
        int violations = rule.evaluate(classes).getFailureReport().getDetails().size();
        System.out.printf("%d classes, %d packages, %d violations", classes.size(), packages.size(), violations);
    }
}
