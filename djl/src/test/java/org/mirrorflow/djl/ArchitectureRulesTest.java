package org.mirrorflow.djl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of this module. */
@AnalyzeClasses(
    packages = "org.mirrorflow.djl",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureRulesTest {
  @ArchTest static final ArchRule neverPrints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule restsOnCoreDjlAndJacksonAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "ai.djl..", "com.fasterxml.jackson..", "org.mirrorflow..");

  @ArchTest
  static final ArchRule knowsNoEngineByItsClasses =
      noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule knowsNothingOfRunsAndCommands =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.mirrorflow.lab..", "org.mirrorflow.cli..");

  @ArchTest
  static final ArchRule theLibraryKnowsNothingOfTrainingRuns =
      noClasses()
          .that()
          .resideInAPackage("org.mirrorflow.djl")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.mirrorflow.djl.train..");
}
