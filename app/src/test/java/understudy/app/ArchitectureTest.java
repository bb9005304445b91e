package understudy.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The walls of the house. The first rule is the picture in ARCHITECTURE.md itself. */
@AnalyzeClasses(packages = "understudy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule every_arrow_is_drawn_in_the_picture = classes()
            .that()
            .resideInAPackage("understudy..")
            .should(adhereToPlantUmlDiagram(picture(), consideringOnlyDependenciesInAnyPackage("understudy..")));

    @ArchTest
    static final ArchRule modules_form_no_circle = slices().matching("understudy.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Common");

    @ArchTest
    static final ArchRule only_storage_sees_sql = noClasses()
            .that()
            .resideOutsideOfPackage("understudy.storage")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.duckdb..", "org.sqlite..");

    @ArchTest
    static final ArchRule only_http_sees_the_web_server = noClasses()
            .that()
            .resideOutsideOfPackages("understudy.http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.helidon..");

    @ArchTest
    static final ArchRule only_who_speaks_grpc_sees_it = noClasses()
            .that()
            .resideOutsideOfPackages("understudy.http", "understudy.runtimes.remote", "inference..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..");

    @ArchTest
    static final ArchRule only_app_reads_the_clock = noClasses()
            .that()
            .resideOutsideOfPackage("understudy.app")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now");

    @ArchTest
    static final ArchRule only_app_reads_the_environment = noClasses()
            .that()
            .resideOutsideOfPackage("understudy.app")
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule nothing_is_deserialised_as_java_objects =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    @ArchTest
    static final ArchRule every_package_is_null_marked = classes()
            .that()
            .haveSimpleName("package-info")
            .and()
            .resideInAPackage("understudy..")
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");

    private static java.net.URL picture() {
        try {
            Path document = Path.of("..", "ARCHITECTURE.md");
            String text = Files.readString(document);
            String fence = "```plantuml";
            int from = text.indexOf(fence);
            int to = text.indexOf("```", from + fence.length());
            if (from < 0 || to < 0) {
                throw new IllegalStateException(document + " has no plantuml picture");
            }
            Path picture = Files.createTempFile("architecture", ".puml");
            picture.toFile().deleteOnExit();
            Files.writeString(picture, text.substring(from + fence.length(), to).strip());
            return picture.toUri().toURL();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
