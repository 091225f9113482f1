package dev.armature.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules and packages, and what may be seen where. */
@AnalyzeClasses(
        packages = "dev.armature",
        importOptions = {
            ImportOption.DoNotIncludeTests.class,
            ArchitectureTest.DoNotIncludeTestJars.class
        })
class ArchitectureTest {

    /** What a module lends to the tests of others comes as a jar of its own. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar!");
        }
    }

    private static final String METADATA = "dev.armature.metadata..";
    private static final String RULES = "dev.armature.rules..";
    private static final String PLUGIN = "dev.armature.plugin..";
    private static final String ENGINE = "dev.armature.engine..";
    private static final String UI = "dev.armature.ui..";
    private static final String SERVER = "dev.armature.server..";

    @ArchTest
    static final ArchRule metadataStandsAlone =
            noClasses()
                    .that()
                    .resideInAPackage(METADATA)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(RULES, PLUGIN, ENGINE, UI, SERVER)
                    .because("everything stands on it");

    @ArchTest
    static final ArchRule rulesStandOnMetadata =
            noClasses()
                    .that()
                    .resideInAPackage(RULES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PLUGIN, ENGINE, UI, SERVER)
                    .because("rules match, the engine acts");

    @ArchTest
    static final ArchRule pluginsStandOnMetadata =
            noClasses()
                    .that()
                    .resideInAPackage(PLUGIN)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(RULES, ENGINE, UI, SERVER)
                    .because("the sandbox knows no engine");

    @ArchTest
    static final ArchRule theEngineKnowsNoScreens =
            noClasses()
                    .that()
                    .resideInAPackage(ENGINE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(UI, SERVER)
                    .because("the server joins them");

    @ArchTest
    static final ArchRule screensKnowNoEngine =
            noClasses()
                    .that()
                    .resideInAPackage(UI)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(RULES, PLUGIN, ENGINE, SERVER)
                    .because("a UI schema is made of metadata alone");

    @ArchTest
    static final ArchRule httpIsSeenByControllersAlone =
            noClasses()
                    .that()
                    .resideInAnyPackage(METADATA, RULES, PLUGIN, ENGINE, UI)
                    .and()
                    .resideOutsideOfPackage("dev.armature.engine.http")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.micronaut.http..", "io.netty..")
                    .because("the same engine serves jobs, rules and plugins");

    @ArchTest
    static final ArchRule nobodyCallsAController =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.armature.engine.http")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.armature.engine.http");

    @ArchTest
    static final ArchRule sqlStaysInTheStores =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.armature.metadata.definition",
                            "dev.armature.metadata.field",
                            "dev.armature.metadata.expression",
                            "dev.armature.metadata.model",
                            "dev.armature.metadata.json",
                            "dev.armature.metadata.problem",
                            "dev.armature.metadata.tenant",
                            RULES,
                            PLUGIN,
                            UI,
                            "dev.armature.engine.access",
                            "dev.armature.engine.schema",
                            "dev.armature.engine.transfer")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                    .because("what they do is the same wherever records live");

    @ArchTest
    static final ArchRule controllersRunNoSql =
            noClasses()
                    .that()
                    .resideInAPackage("dev.armature.engine.http")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            "java\\.sql\\.(Connection|Statement|ResultSet|DriverManager)");

    @ArchTest
    static final ArchRule recordsAreReadThroughTheDoor =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.armature.engine.access",
                            "dev.armature.engine.explain",
                            "dev.armature.engine.graphql",
                            "dev.armature.engine.http",
                            "dev.armature.engine.identity",
                            "dev.armature.engine.idempotency",
                            "dev.armature.engine.job",
                            "dev.armature.engine.operator",
                            "dev.armature.engine.plugin",
                            "dev.armature.engine.rule",
                            "dev.armature.engine.schema",
                            "dev.armature.engine.transfer",
                            "dev.armature.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.armature.engine.place")
                    .orShould()
                    .dependOnClassesThat()
                    .haveSimpleName("RecordLoader")
                    .because(
                            "what a caller may not see is left out by the reader, the aggregator and the writer, and by nobody else");

    @ArchTest
    static final ArchRule droolsIsWrapped =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.armature.rules.drools")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.drools..", "org.kie..");

    @ArchTest
    static final ArchRule graalJsIsWrapped =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.armature.plugin.script", "dev.armature.plugin.worker")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.graalvm..", "com.oracle.truffle..");

    @ArchTest
    static final ArchRule graphQlIsWrapped =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.armature.engine.graphql")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("graphql..", "org.dataloader..");

    @ArchTest
    static final ArchRule celIsWrapped =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.armature.metadata.expression")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.cel..");

    @ArchTest
    static final ArchRule theFrameworkStaysAtTheEdge =
            noClasses()
                    .that()
                    .resideInAnyPackage(METADATA, RULES, PLUGIN, ENGINE, UI)
                    .and()
                    .resideOutsideOfPackages(
                            "dev.armature.metadata.store",
                            "dev.armature.metadata.database",
                            "dev.armature.engine",
                            "dev.armature.engine.http")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.micronaut..", "jakarta.inject..")
                    .because("a constructor is the honest list of what a class needs");

    @ArchTest
    static final ArchRule packagesOfTheEngineHaveNoCycles =
            slices().matching("dev.armature.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfMetadataHaveNoCycles =
            slices().matching("dev.armature.metadata.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule factoriesAreNotPublic =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Factory")
                    .and()
                    .resideInAPackage("dev.armature..")
                    .should()
                    .notBePublic();
}
