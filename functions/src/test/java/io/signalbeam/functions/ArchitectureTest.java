package io.signalbeam.functions;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

@AnalyzeClasses(packages = "io.signalbeam.functions", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BASE = "io.signalbeam.functions.";

    private static final DescribedPredicate<JavaClass> TRIGGERS = describe(
            "hold triggers",
            type -> type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(FunctionName.class)));

    /** The mapper is the part of {@code DeviceSql} that several of its queries share. */
    private static final DescribedPredicate<JavaClass> SQL = describe(
                    "speak SQL",
                    (JavaClass type) -> outermost(type).getSimpleName().endsWith("Sql")
                            || outermost(type).getSimpleName().equals("DeviceMapper"))
            .or(resideInAPackage(BASE + "transaction.."))
            .or(resideInAPackage(BASE + "adapter.postgres.."))
            .as("speak SQL");

    @ArchTest
    static final ArchRule ADAPTERS_ARE_KNOWN_TO_THE_COMPOSITION_ROOT_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "app..", BASE + "adapter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "adapter..")
            .because("a feature owns its ports; adapters depend on them and never the other way round");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_COMPOSITION_ROOT = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "app..")
            .because("app puts the parts together, and parts that knew it could not be put together otherwise");

    @ArchTest
    static final ArchRule TRIGGERS_ARE_USED_BY_NOTHING = classes()
            .that(TRIGGERS)
            .should(beUsedByThemselvesOnly())
            .because(
                    "a trigger decodes, calls one use case and encodes; what is worth sharing belongs in the use case");

    @ArchTest
    static final ArchRule TRIGGERS_SPEAK_NO_SQL = noClasses()
            .that(TRIGGERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jdbi..", "java.sql..", "org.postgresql..")
            .because("the transaction begins and ends in a use case, whichever trigger calls it");

    @ArchTest
    static final ArchRule ONLY_SQL_CLASSES_KNOW_JDBI = noClasses()
            .that(not(SQL))
            .and()
            .resideOutsideOfPackage(BASE + "app..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.jdbi..")
                    .and(not(describe(
                            "the open transaction or its failure",
                            (JavaClass type) ->
                                    type.isEquivalentTo(Handle.class) || type.isAssignableTo(JdbiException.class)))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.postgresql..")
            .because("queries are reviewed in one place per feature; app is the exception, for it runs the migrations");

    @ArchTest
    static final ArchRule USE_CASES_ONLY_HAND_THE_TRANSACTION_ON = noClasses()
            .that(not(SQL))
            .and()
            .resideOutsideOfPackage(BASE + "app..")
            .should()
            .callMethodWhere(target(owner(describe("Handle", type -> type.isAssignableTo(Handle.class)))))
            .because("a use case decides what belongs to one transaction, and passes its handle to the SQL classes");

    @ArchTest
    static final ArchRule AZURE_STAYS_IN_THE_ADAPTERS = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "adapter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.azure..")
            .because("use cases are tested without Azure, and an SDK is replaced in one package");

    @ArchTest
    static final ArchRule THE_FUNCTIONS_MODEL_STAYS_IN_TRIGGERS = noClasses()
            .that(not(TRIGGERS))
            .and()
            .resideOutsideOfPackages(BASE + "http..", BASE + "app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.microsoft.azure.functions..")
            .because("HTTP, Event Hubs and timer triggers share use cases, so these can know none of them");

    @ArchTest
    static final ArchRule ROLLOUT_DECISIONS_ARE_PURE = noClasses()
            .that()
            .haveFullyQualifiedName(BASE + "rollouts.Decider")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.jdbi..", "java.sql..", "java.io..", "java.net..", "org.slf4j..", "java.util.random..")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class)
            .because("the same rollout, progress and time must give the same decision, in a test and after a crash");

    @ArchTest
    static final ArchRule NO_GSON = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.gson..")
            .because("the worker brings a Gson of its own, and one JSON library has one set of rules");

    @ArchTest
    static final ArchRule KNOWS_NEITHER_THE_AGENT_NOR_THE_LOCAL_CLOUD = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.signalbeam.agent..", "io.signalbeam.local..")
            .because("what is deployed must not know where it runs, and agents of any age talk to it");

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching(BASE + "(*)..")
            .should()
            .beFreeOfCycles()
            .because("a circle is one feature with two names");

    private static ArchCondition<JavaClass> beUsedByThemselvesOnly() {
        return new ArchCondition<>("be used by themselves only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesToSelf().stream()
                        .filter(dependency ->
                                !outermost(dependency.getOriginClass()).equals(outermost(type)))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
            }
        };
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }
}
