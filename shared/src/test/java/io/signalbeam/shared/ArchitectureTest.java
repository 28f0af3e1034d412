package io.signalbeam.shared;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.signalbeam.shared", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule depends_on_nothing_of_ours = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.signalbeam.functions..", "io.signalbeam.agent..", "io.signalbeam.local..")
            .because("the cloud and the agent both stand on it, so it can stand on neither");

    @ArchTest
    static final ArchRule does_no_input_or_output = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..", "javax.sql..")
            .because("what agent and cloud agree on must be testable without either, and run on both");

    @ArchTest
    static final ArchRule knows_no_vendor = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "com.microsoft..", "com.github.dockerjava..", "org.postgresql..")
            .because("adapters translate between these and the domain, and they live in the apps");

    @ArchTest
    static final ArchRule has_no_circles = slices().matching("io.signalbeam.shared.(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package and cannot be understood apart");
}
