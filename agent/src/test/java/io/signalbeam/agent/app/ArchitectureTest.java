package io.signalbeam.agent.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

@AnalyzeClasses(packages = "io.signalbeam.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BASE = "io.signalbeam.agent.";

    @ArchTest
    static final ArchRule DECISIONS_DO_NO_IO = noClasses()
            .that()
            .resideInAnyPackage(BASE + "reconcile..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.util.logging..",
                    "java.util.concurrent..",
                    "java.util.random..",
                    "org.slf4j..",
                    "com.github..",
                    "com.azure..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .because("a plan must be the same for the same input: in a test, in a replay, in an argument with a user");

    @ArchTest
    static final ArchRule DECISIONS_ARE_TOLD_THE_TIME = noClasses()
            .that()
            .resideInAnyPackage(BASE + "reconcile..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class)
            .because("a planner that reads the clock cannot be tested at a deadline");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_PROGRAM = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "app..")
            .because("app puts the parts together, and parts that knew it could not be put together otherwise");

    @ArchTest
    static final ArchRule ADAPTERS_ARE_KNOWN_TO_THE_PROGRAM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "app..", BASE + "adapter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "adapter..")
            .because("another engine or another broker must be another adapter and nothing else");

    @ArchTest
    static final ArchRule DOCKER_STAYS_IN_ITS_ADAPTER = classes()
            .that(resideInAnyPackage("com.github.dockerjava.."))
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(BASE + "adapter.docker..", "com.github.dockerjava..")
            .because("the port speaks of containers, and k3s has to fit it too")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule AZURE_STAYS_IN_ITS_ADAPTER = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "adapter.eventhubs..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.azure..")
            .because("everything but publishing must work without Event Hubs");

    @ArchTest
    static final ArchRule KNOWS_NEITHER_THE_CLOUD_NOR_ITS_STAND_IN = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.signalbeam.functions..", "io.signalbeam.local..")
            .because("a device and its cloud are updated apart, and share the wire contract alone");

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching(BASE + "(*)..")
            .should()
            .beFreeOfCycles()
            .because("a circle is one package with two names");
}
