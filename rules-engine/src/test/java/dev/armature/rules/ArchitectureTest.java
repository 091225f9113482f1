package dev.armature.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.armature.rules",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DROOLS_IS_KNOWN_TO_ONE_PACKAGE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.armature.rules.drools")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.drools..", "org.kie..")
                    .because("what runs the conditions can then be exchanged");

    @ArchTest
    static final ArchRule THAT_PACKAGE_SHOWS_ONE_TYPE =
            classes()
                    .that()
                    .resideInAPackage("dev.armature.rules.drools")
                    .and()
                    .areTopLevelClasses()
                    .and()
                    .doNotHaveSimpleName("RuleNetwork")
                    .should()
                    .notBePublic();

    @ArchTest
    static final ArchRule RULES_DO_NO_INPUT_OR_OUTPUT =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.io..",
                            "java.net..",
                            "java.nio..",
                            "java.sql..",
                            "javax.sql..",
                            "io.micronaut..",
                            "jakarta..",
                            "dev.armature.metadata.store..",
                            "dev.armature.metadata.database..",
                            "dev.armature.metadata.change..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("dev.armature.(rules..)").should().beFreeOfCycles();
}
