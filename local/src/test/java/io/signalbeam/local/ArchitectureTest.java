package io.signalbeam.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.signalbeam.local", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BASE = "io.signalbeam.local.";

    @ArchTest
    static final ArchRule RUNS_THE_APPS_AS_PACKAGES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.signalbeam.functions..", "io.signalbeam.agent..")
            .because("what runs here is the package that is deployed, reached as Azure and devices reach it");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_PROGRAM = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "app..", BASE + "bench..", BASE + "soak..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "app..")
            .because(
                    "each stand-in is tested and started by itself; only the program, and what measures and tries it, know them all");

    @ArchTest
    static final ArchRule SERVES_HTTP_IN_ONE_WAY = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty..", "com.sun.net.httpserver..")
            .because("time-outs, TLS and an orderly end are solved once, in HttpService");

    @ArchTest
    static final ArchRule BRINGS_NO_EVENT_LOOPS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.vertx..")
            .because("sockets with virtual threads do, and are easier to follow in a stack trace");

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching(BASE + "(*)..")
            .should()
            .beFreeOfCycles()
            .because("a circle is one package with two names");
}
