package dev.armature.plugin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know what. */
@AnalyzeClasses(
        packages = "dev.armature.plugin",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] SCRIPT_ENGINE = {"org.graalvm..", "com.oracle.truffle.."};

    @ArchTest
    static final ArchRule theScriptEngineIsKnownToOnePackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.armature.plugin.script")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SCRIPT_ENGINE);

    @ArchTest
    static final ArchRule thePlatformNeverRunsScriptsItself =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.armature.plugin.pool..",
                            "dev.armature.plugin.sandbox..",
                            "dev.armature.plugin.protocol..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.armature.plugin.worker..", "dev.armature.plugin.script..");

    @ArchTest
    static final ArchRule aWorkerLoadsNothingButItsOwnJars =
            classes()
                    .that()
                    .resideInAnyPackage(
                            "dev.armature.plugin.worker..",
                            "dev.armature.plugin.script..",
                            "dev.armature.plugin.protocol..",
                            "dev.armature.plugin.sandbox..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "com.sun.management..",
                            "org.jspecify..",
                            "org.graalvm..",
                            "com.oracle.truffle..",
                            "dev.armature.plugin..");

    @ArchTest
    static final ArchRule packagesDoNotDependOnEachOtherInCircles =
            slices().matching("dev.armature.plugin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ofTheModuleBelowOnlyDataIsUsed =
            noClasses()
                    .that()
                    .resideInAPackage("dev.armature.plugin..")
                    .should()
                    .dependOnClassesThat(
                            JavaClass.Predicates.resideInAnyPackage(
                                    "dev.armature.metadata.store..",
                                    "dev.armature.metadata.database..",
                                    "java.sql..",
                                    "javax.sql.."));
}
