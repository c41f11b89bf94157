package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.admin.AdministratorFilter;
import dev.sluice.hub.Hub;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.Journal;
import dev.sluice.policy.Admission;
import dev.sluice.presence.Presence;
import dev.sluice.publish.Publisher;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.text.Format;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

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
            .layer("policy")
            .definedBy("..policy")
            .layer("presence")
            .definedBy("..presence")
            .layer("outbox")
            .definedBy("..outbox")
            .layer("session")
            .definedBy("..session")
            .layer("publish")
            .definedBy("..publish")
            .layer("history")
            .definedBy("..history")
            .layer("sse")
            .definedBy("..sse")
            .layer("websocket")
            .definedBy("..websocket")
            .layer("node")
            .definedBy("..node")
            .layer("monitor")
            .definedBy("..monitor")
            .layer("admin")
            .definedBy("..admin")
            .whereLayer("publish")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("history")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sse")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("websocket")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("admin")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("monitor")
            .mayOnlyBeAccessedByLayers("admin")
            .whereLayer("node")
            .mayOnlyBeAccessedByLayers("monitor", "admin")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("publish", "history", "sse", "websocket", "presence", "monitor", "admin")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers(
                    "publish", "history", "sse", "websocket", "presence", "http", "node", "monitor", "admin")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("publish", "history", "sse", "websocket", "presence", "session", "http")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("journal", "hub", "http", "sse", "websocket", "monitor")
            .whereLayer("presence")
            .mayOnlyBeAccessedByLayers("sse", "websocket")
            .whereLayer("outbox")
            .mayOnlyBeAccessedByLayers("publish", "node")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("journal", "outbox")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers(
                    "http",
                    "publish",
                    "history",
                    "sse",
                    "websocket",
                    "presence",
                    "policy",
                    "access",
                    "outbox",
                    "monitor",
                    "admin")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers(
                    "publish",
                    "history",
                    "sse",
                    "websocket",
                    "presence",
                    "http",
                    "policy",
                    "session",
                    "node",
                    "monitor",
                    "admin")
            .whereLayer("hub")
            .mayOnlyBeAccessedByLayers(
                    "wire",
                    "http",
                    "publish",
                    "history",
                    "sse",
                    "websocket",
                    "presence",
                    "session",
                    "node",
                    "monitor",
                    "admin")
            .whereLayer("journal")
            .mayOnlyBeAccessedByLayers(
                    "hub", "publish", "history", "websocket", "outbox", "session", "node", "monitor", "admin")
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
            .resideInAnyPackage("..sse", "..websocket", "..publish", "..history", "..presence", "..http", "..admin")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.enterprise.event.Observes")
            .because("doors adapt and delegate: what happens to events is decided in the hub");

    private static final String[] DOORS = {"..publish", "..history", "..sse", "..websocket", "..presence"};

    @ArchTest
    static final ArchRule doorsAskAdmissionOnly = noClasses()
            .that()
            .resideInAnyPackage(DOORS)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Grants.class)
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Caller.class)))
                    .and(target(nameMatching("requirePublish|requireRead|mayRead|own|grants"))))
            .because("grants, rates and hooks are checked together and in one order by Admission");

    @ArchTest
    static final ArchRule onlyAdmittedDraftsArePublished = classes()
            .that()
            .resideInAnyPackage(DOORS)
            .and(describe(
                    "publish", door -> calls(door, Journal.class, "append") || calls(door, VolatileBus.class, "pass")))
            .and()
            .doNotBelongToAnyOf(Publisher.class, Presence.class)
            .should(askAdmission("admitPublish"))
            .because("the application itself needs no admission, and presence publishes only its own events");

    @ArchTest
    static final ArchRule onlyAdmittedFiltersAreRead = classes()
            .that()
            .resideInAnyPackage(DOORS)
            .and(describe(
                    "read",
                    door -> calls(door, Hub.class, "locate")
                            || calls(door, Hub.class, "find")
                            || calls(door, Presence.class, "members")))
            .and()
            .doNotBelongToAnyOf(Presence.class)
            .should(askAdmission("admitRead"))
            .because("a door that forgets the grants or the hooks shows events to callers who may not read them");

    private static final Set<String> OPEN_TO_EVERYBODY =
            Set.of("ConnectionResource.renew", "SessionResource.show", "SessionResource.begin", "SessionResource.end");

    private static final String ADMINISTRATORS_ONLY = "dev.sluice.admin.AdministratorsOnly";

    @ArchTest
    static final ArchRule administrationIsForAdministrators = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("..admin")
            .and()
            .areMetaAnnotatedWith(HttpMethod.class)
            .and(describe(
                    "are not open to everybody",
                    method -> !OPEN_TO_EVERYBODY.contains(method.getOwner().getSimpleName() + "." + method.getName())))
            .should()
            .beAnnotatedWith(ADMINISTRATORS_ONLY)
            .orShould()
            .beDeclaredInClassesThat()
            .areAnnotatedWith(ADMINISTRATORS_ONLY)
            .because("a new resource of this package is for administrators until this rule names it as open");

    @ArchTest
    static final ArchRule onlyTheFilterRequiresAdministrators = noClasses()
            .that()
            .doNotBelongToAnyOf(AdministratorFilter.class)
            .should()
            .callMethod(Caller.class, "requireAdministrator")
            .because("a check that a method writes out itself is a check that the next method forgets");

    /** Exempts resources and providers: WildFly (RESTEasy) deploys only those with a constructor without arguments. */
    @ArchTest
    static final ArchRule injectionIsByConstructor = noFields()
            .that()
            .areDeclaredInClassesThat()
            .areNotAnnotatedWith(Path.class)
            .and()
            .areDeclaredInClassesThat()
            .areNotAnnotatedWith(Provider.class)
            .should()
            .beAnnotatedWith(Inject.class)
            .because("a constructor names all that a class needs, and a test can call it");

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .that()
            .resideOutsideOfPackages("..journal", "..outbox", "..hub", "..event", "..access", "..settings")
            .should()
            .callMethod(Instant.class, "now")
            .because("a test must be able to set the time");

    private static boolean calls(JavaClass origin, Class<?> owner, String method) {
        return origin.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isAssignableTo(owner)
                        && call.getName().equals(method));
    }

    private static ArchCondition<JavaClass> askAdmission(String method) {
        return new ArchCondition<>("call Admission." + method) {
            @Override
            public void check(JavaClass door, ConditionEvents events) {
                if (!calls(door, Admission.class, method)) {
                    events.add(SimpleConditionEvent.violated(
                            door, door.getName() + " publishes or reads without Admission." + method));
                }
            }
        };
    }

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

    @ArchTest
    static final ArchRule noThreadOfTheJdkKeepsTheApplication = noClasses()
            .should()
            .callMethod(CompletableFuture.class, "orTimeout", long.class, TimeUnit.class)
            .orShould()
            .callMethod(CompletableFuture.class, "completeOnTimeout", Object.class, long.class, TimeUnit.class)
            .orShould()
            .callMethod(CompletableFuture.class, "delayedExecutor", long.class, TimeUnit.class)
            .because("the JDK's thread for them never ends, and inherits the class loader of the first who needs it");

    @ArchTest
    static final ArchRule nothingFollowsTheDefaultLocale = noClasses()
            .should()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(Locale.class, "getDefault")
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
            .orShould()
            .callMethod(DateTimeFormatterBuilder.class, "toFormatter")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Scanner")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Format.class)
            .because("under a Turkish locale I and i are no pair, and Idempotency-Key is not idempotency-key");

    @ArchTest
    static final ArchRule nothingFollowsTheDefaultCharset = noClasses()
            .should()
            .callMethod(String.class, "getBytes")
            .orShould()
            .callConstructor(String.class, byte[].class)
            .orShould()
            .callConstructor(String.class, byte[].class, int.class, int.class)
            .orShould()
            .callConstructor(InputStreamReader.class, InputStream.class)
            .orShould()
            .callConstructor(OutputStreamWriter.class, OutputStream.class)
            .orShould()
            .callConstructor(PrintStream.class, OutputStream.class)
            .orShould()
            .callMethod(Charset.class, "defaultCharset")
            .orShould()
            .callMethod(ByteArrayOutputStream.class, "toString")
            .orShould()
            .callMethod(ZoneId.class, "systemDefault")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(URLDecoder.class, "decode", String.class)
            .orShould()
            .callMethod(URLEncoder.class, "encode", String.class)
            .because("the same WAR does the same under every file.encoding and in every time zone");

    @ArchTest
    static final ArchRule headersAreReadInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.sluice.http.Headers")
            .and()
            .areNotAssignableTo(HttpServletRequestWrapper.class)
            .should()
            .callMethodWhere(target(owner(assignableTo(HttpServletRequest.class)))
                    .and(target(nameMatching(
                            "getHeaders?|getHeaderNames|getDateHeader|getIntHeader|getContentType|getLocales?"))))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(HeaderParam.class, CookieParam.class)
            .orShould()
            .callMethodWhere(target(owner(assignableTo(jakarta.ws.rs.core.HttpHeaders.class))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(ContainerRequestContext.class)))
                    .and(target(nameMatching(
                            "getHeader.*|getAcceptable.*|getMediaType|getLanguage|getDate|getLength|getCookies"))))
            .because(
                    "Jersey lowers names by the default locale, and each JAX-RS fails in its own way on what it cannot read");

    @ArchTest
    static final ArchRule regularExpressionsAreConstants = noClasses()
            .should()
            .callMethodWhere(describe("makes a regular expression in passing", ArchitectureTest::makesPattern))
            .because(
                    "PatternsTest tries each constant with what a hostile client may send; Text.isNumber is for numbers");

    private static boolean makesPattern(JavaMethodCall call) {
        boolean ofPattern = call.getTargetOwner().isEquivalentTo(Pattern.class)
                && (call.getName().equals("compile")
                        || call.getTarget().getRawParameterTypes().size() == 2);
        boolean ofString = call.getTargetOwner().isEquivalentTo(String.class)
                && Set.of("replaceAll", "replaceFirst").contains(call.getName());
        return (ofPattern || ofString) && !call.getOrigin().getName().equals("<clinit>");
    }

    @ArchTest
    static final ArchRule onlySettingsAreMatchedInPassing = noClasses()
            .that()
            .resideOutsideOfPackage("..settings")
            .and()
            .doNotHaveFullyQualifiedName("dev.sluice.http.Origins")
            .and()
            .doNotHaveFullyQualifiedName("dev.sluice.http.CidrBlock")
            .should()
            .callMethod(String.class, "matches", String.class)
            .because(
                    "what a client sends is matched by expressions that PatternsTest knows; these read an operator's words");
}
