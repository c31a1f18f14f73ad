package org.mirrorflow;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;

/** The shape of core: which package may know which, and what the mathematics may rest on. */
@AnalyzeClasses(packages = "org.mirrorflow", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  /** Each package knows only those before it. */
  private static final List<String> ORDER =
      List.of(
          "io",
          "numeric",
          "gauge",
          "map..",
          "horizon",
          "data",
          "model",
          "flow",
          "flow.explicit",
          "flow.stabilised",
          "flow.implicit",
          "flow.descent",
          "flow.auto",
          "certificate.convex",
          "certificate",
          "analysis.rate",
          "analysis");

  @ArchTest static final ArchRule packagesKnowOnlyThoseBeforeThem = order();

  @ArchTest
  static final ArchRule everyClassStandsInAPackageOfTheOrder =
      classes()
          .should()
          .resideInAnyPackage(
              ORDER.stream().map(ArchitectureTest::classesOf).toArray(String[]::new));

  @ArchTest
  static final ArchRule restsOnTheJdkOjAlgoAndHipparchusAlone =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..",
                      "javax.imageio..",
                      "org.mirrorflow..",
                      "org.ojalgo..",
                      "org.hipparchus..")
                  .or(resideInAPackage("jdk.incubator.vector")));

  @ArchTest static final ArchRule neverPrints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule drawsOnlyFromGeneratorsThatAreSeeded =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(Math.class, "random");

  private static ArchRule order() {
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : ORDER) {
      layers = layers.layer(name).definedBy(classesOf(name));
    }
    layers = layers.whereLayer(ORDER.get(0)).mayNotAccessAnyLayer();
    for (int k = 1; k < ORDER.size(); k++) {
      layers =
          layers
              .whereLayer(ORDER.get(k))
              .mayOnlyAccessLayers(ORDER.subList(0, k).toArray(String[]::new));
    }
    return layers;
  }

  private static String classesOf(String name) {
    return "org.mirrorflow." + name;
  }
}
