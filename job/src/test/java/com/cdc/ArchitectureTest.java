package com.cdc;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which; docs/ARCHITECTURE.md has the table. */
@AnalyzeClasses(packages = "com.cdc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] OUTER = {
    "com.cdc.cli..",
    "com.cdc.demo..",
    "com.cdc.doctor..",
    "com.cdc.embedded..",
    "com.cdc.health..",
    "com.cdc.lakehouse..",
    "com.cdc.orphans..",
    "com.cdc.status..",
    "com.cdc.terminal..",
    "com.cdc.verify.."
  };

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("com.cdc.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule eventIsPlainJava = mayUseOfOurs("event", "com.cdc.event..");

  @ArchTest
  static final ArchRule eventKnowsNoLibrary =
      classes()
          .that()
          .resideInAPackage("com.cdc.event..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "com.cdc.event..", "org.jspecify..");

  @ArchTest
  static final ArchRule metricsKnowEventOnly =
      mayUseOfOurs("metrics", "com.cdc.metrics..", "com.cdc.event..");

  @ArchTest static final ArchRule findingStandsAlone = mayUseOfOurs("finding", "com.cdc.finding..");

  @ArchTest
  static final ArchRule configStandsAlone =
      mayUseOfOurs("config", "com.cdc.config..", "com.cdc.event..");

  @ArchTest
  static final ArchRule jsonKnowsEventOnly =
      mayUseOfOurs("json", "com.cdc.json..", "com.cdc.event..");

  @ArchTest
  static final ArchRule pgoutputKnowsEventAndJson =
      mayUseOfOurs("pgoutput", "com.cdc.pgoutput..", "com.cdc.event..", "com.cdc.json..");

  @ArchTest
  static final ArchRule postgresKnowsConfigAndEvent =
      mayUseOfOurs(
          "postgres",
          "com.cdc.postgres..",
          "com.cdc.config..",
          "com.cdc.event..",
          "com.cdc.finding..");

  @ArchTest
  static final ArchRule leaseKnowsConfigAndPostgres =
      mayUseOfOurs("lease", "com.cdc.lease..", "com.cdc.config..", "com.cdc.postgres..");

  @ArchTest
  static final ArchRule sourceAndSinkNeverMeet =
      mayUseOfOurs(
          "sink",
          "com.cdc.sink..",
          "com.cdc.compress..",
          "com.cdc.config..",
          "com.cdc.event..",
          "com.cdc.finding..",
          "com.cdc.lease..",
          "com.cdc.metrics..");

  @ArchTest
  static final ArchRule healthKnowsConfigAndMetrics =
      mayUseOfOurs(
          "health",
          "com.cdc.health..",
          "com.cdc.config..",
          "com.cdc.metrics..",
          "com.cdc.terminal..");

  @ArchTest
  static final ArchRule terminalStandsAlone = mayUseOfOurs("terminal", "com.cdc.terminal..");

  @ArchTest
  static final ArchRule statusLooksFromOutside =
      mayUseOfOurs(
          "status",
          "com.cdc.status..",
          "com.cdc.config..",
          "com.cdc.embedded..",
          "com.cdc.event..",
          "com.cdc.metrics..",
          "com.cdc.postgres..");

  @ArchTest
  static final ArchRule theProbeKnowsNothing =
      classes()
          .that()
          .haveFullyQualifiedName("com.cdc.cli.Probe")
          .should()
          .onlyDependOnClassesThat()
          .resideInAPackage("java..");

  @ArchTest
  static final ArchRule compressionKnowsConfigOnly =
      mayUseOfOurs("compress", "com.cdc.compress..", "com.cdc.config..");

  @ArchTest
  static final ArchRule lakehouseAsksDatabaseAndLanding =
      mayUseOfOurs(
          "lakehouse",
          "com.cdc.lakehouse..",
          "com.cdc.config..",
          "com.cdc.event..",
          "com.cdc.postgres..");

  @ArchTest
  static final ArchRule orphansKnowConfigOnly =
      mayUseOfOurs("orphans", "com.cdc.orphans..", "com.cdc.config..");

  @ArchTest
  static final ArchRule sourceUsesTheReadingSide =
      mayUseOfOurs(
          "source",
          "com.cdc.source..",
          "com.cdc.compress..",
          "com.cdc.config..",
          "com.cdc.event..",
          "com.cdc.lease..",
          "com.cdc.metrics..",
          "com.cdc.postgres..",
          "com.cdc.pgoutput..",
          "com.cdc.json..");

  @ArchTest
  static final ArchRule rootKnowsNothingOfWhatHumansAskFor =
      noClasses()
          .that()
          .resideInAPackage("com.cdc")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(OUTER);

  @ArchTest
  static final ArchRule nothingDependsOnTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("com.cdc.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.cdc.cli..", "picocli..");

  @ArchTest
  static final ArchRule theWireAndTheDatabaseAreFreeOfFlink =
      noClasses()
          .that()
          .resideInAnyPackage("com.cdc.json..", "com.cdc.pgoutput..", "com.cdc.postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule onlySourceKnowsTheConnector =
      noClasses()
          .that()
          .resideOutsideOfPackage("com.cdc.source..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.cdc..", "io.debezium..", "org.apache.kafka..", "com.zaxxer..");

  @ArchTest
  static final ArchRule onlySinkKnowsTheFileSink =
      noClasses()
          .that()
          .resideOutsideOfPackages("com.cdc.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.connector.file..",
              "org.apache.flink.streaming.api.functions.sink.filesystem..");

  @ArchTest
  static final ArchRule noCloudSdk =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.amazonaws..", "software.amazon..", "com.azure..", "com.google.cloud..");

  @ArchTest
  static final ArchRule optionsAreDeclaredOnce =
      noClasses()
          .that()
          .resideOutsideOfPackage("com.cdc.config..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.apache.flink.configuration.ConfigOptions");

  private static ArchRule mayUseOfOurs(String name, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage("com.cdc." + name + "..")
        .should()
        .dependOnClassesThat(resideInAPackage("com.cdc..").and(not(resideInAnyPackage(allowed))));
  }
}
