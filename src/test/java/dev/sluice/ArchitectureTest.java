package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the architecture, each with its reason. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("event")
            .definedBy("..event")
            .layer("settings")
            .definedBy("..settings")
            .layer("runtime")
            .definedBy("..runtime")
            .layer("log")
            .definedBy("..log")
            .layer("metrics")
            .definedBy("..metrics")
            .layer("schema")
            .definedBy("..schema")
            .layer("journal")
            .definedBy("..journal")
            .layer("hub")
            .definedBy("..hub")
            .layer("access")
            .definedBy("..access")
            .layer("wire")
            .definedBy("..wire")
            .layer("http")
            .definedBy("..http")
            .layer("hook")
            .definedBy("..hook")
            .layer("presence")
            .definedBy("..presence")
            .layer("outbox")
            .definedBy("..outbox")
            .layer("client")
            .definedBy("..client")
            .layer("gate")
            .definedBy("..gate")
            .layer("control")
            .definedBy("..control")
            .layer("publish")
            .definedBy("..publish")
            .layer("history")
            .definedBy("..history")
            .layer("sse")
            .definedBy("..sse")
            .layer("websocket")
            .definedBy("..websocket")
            .layer("ops")
            .definedBy("..ops")
            .whereLayer("publish")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("history")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sse")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("websocket")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("ops")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("control")
            .mayOnlyBeAccessedByLayers("ops")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("publish", "history", "sse", "presence", "gate", "ops")
            .whereLayer("gate")
            .mayOnlyBeAccessedByLayers("publish", "history", "sse", "websocket", "presence", "control", "ops")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("publish", "history", "sse", "websocket", "presence", "control", "gate", "ops")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("journal", "hub", "http", "sse", "websocket", "ops")
            .whereLayer("presence")
            .mayOnlyBeAccessedByLayers("sse", "websocket")
            .whereLayer("outbox")
            .mayOnlyBeAccessedByLayers("publish", "ops")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("journal", "outbox")
            .whereLayer("hook")
            .mayOnlyBeAccessedByLayers("publish", "history", "sse", "websocket", "presence")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers(
                    "http", "publish", "history", "sse", "websocket", "hook", "presence", "outbox", "control", "ops")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers(
                    "publish",
                    "history",
                    "sse",
                    "websocket",
                    "http",
                    "ops",
                    "hook",
                    "presence",
                    "gate",
                    "client",
                    "control")
            .whereLayer("hub")
            .mayOnlyBeAccessedByLayers("wire", "http", "history", "sse", "websocket", "ops", "presence", "client")
            .whereLayer("journal")
            .mayOnlyBeAccessedByLayers("hub", "publish", "history", "websocket", "outbox", "ops", "control")
            .because("doors never see each other, the hub does not know who listens, and the journal knows neither");

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.sluice.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a cycle is one package in two folders");

    @ArchTest
    static final ArchRule wordsKnowOnlyJava = classes()
            .that()
            .resideInAPackage("..event")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.sluice.event")
            .because("everything speaks in these words, so they must not bring anything along");

    @ArchTest
    static final ArchRule onlyTheJournalKnowsPersistence = noClasses()
            .that()
            .resideOutsideOfPackage("..journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "io.agroal..", "org.h2..", "org.mariadb..", "org.postgresql..")
            .because("whoever reads rows past the journal sees what is not committed, or skips what is");

    @ArchTest
    static final ArchRule onlyTheOutboxKnowsTheApplicationsDatabase = noClasses()
            .that()
            .resideOutsideOfPackages("..journal", "..outbox", "..schema")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.transaction..", "java.sql..", "javax.sql..")
            .because("a transaction that is not ours is held up by whatever we do in it");

    @ArchTest
    static final ArchRule onlyTheSchemaKnowsFlyway = noClasses()
            .that()
            .resideOutsideOfPackage("..schema")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.flywaydb..")
            .because("what Flyway finds by itself is not the same on every server");

    @ArchTest
    static final ArchRule theHubKnowsNoProtocol = noClasses()
            .that()
            .resideInAnyPackage("..hub", "..journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "jakarta.websocket..", "jakarta.servlet..", "jakarta.json..")
            .because("a third protocol must need a third outlet and nothing else");

    @ArchTest
    static final ArchRule doorsHoldNoObservers = noClasses()
            .that()
            .resideInAnyPackage("..sse", "..websocket", "..publish", "..history", "..http", "..gate", "..control")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.enterprise.event.Observes")
            .because("doors adapt and delegate: what happens to events is decided in the hub");

    @ArchTest
    static final ArchRule onlySettingsReadTheOutside = noClasses()
            .that()
            .resideOutsideOfPackage("..settings")
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("javax.naming..")
            .because("an operator finds every setting in one table, checked in one place");

    @ArchTest
    static final ArchRule noStaticState =
            fields().that().areStatic().should().beFinal().because("two deployments in one server must not meet");

    @ArchTest
    static final ArchRule oneLogger = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "org.apache.logging..", "org.apache.commons.logging..")
            .because("System.Logger goes to wherever the server logs");

    @ArchTest
    static final ArchRule noMicroProfile = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.microprofile..")
            .because("a plain WildFly does not have it");
}
