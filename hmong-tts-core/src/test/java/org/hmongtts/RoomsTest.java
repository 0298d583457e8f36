package org.hmongtts;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.ArrayList;
import java.util.List;

/**
 * Dependencies between the rooms go one way, and core stays on the ground that Android gives it.
 */
@AnalyzeClasses(packages = "org.hmongtts", importOptions = DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest static final ArchRule textKnowsNoOtherRoom = room("text", List.of());

  @ArchTest static final ArchRule audioKnowsNoOtherRoom = room("audio", List.of());

  @ArchTest static final ArchRule checkpointKnowsNoOtherRoom = room("checkpoint", List.of());

  @ArchTest
  static final ArchRule adapterStandsOnCheckpoint = room("adapter", List.of("checkpoint"));

  @ArchTest
  static final ArchRule networkStandsOnAdapter =
      room("network", List.of("audio", "checkpoint", "adapter"));

  @ArchTest
  static final ArchRule runtimeStandsOnNetwork =
      room("runtime", List.of("audio", "checkpoint", "adapter", "network"));

  @ArchTest
  static final ArchRule familyStandsOnRuntime =
      room("family", List.of("text", "audio", "checkpoint", "adapter", "network", "runtime"));

  @ArchTest
  static final ArchRule usesNothingThatAndroidLacks =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.awt..",
                  "java.beans..",
                  "javax.sound..",
                  "javax.swing..",
                  "java.net.http..",
                  "java.lang.foreign..",
                  "jdk.incubator..",
                  "sun..",
                  "java.rmi..",
                  "javax.management.."))
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ref.Cleaner");

  @ArchTest
  static final ArchRule finalizesNothing =
      noMethods().should().haveName("finalize").allowEmptyShould(true);

  @ArchTest
  static final ArchRule printsNothing =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule logsThroughSlf4jOnly =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  /** A room may use the rooms listed, and of the facade's package only the exceptions. */
  private static ArchRule room(String name, List<String> mayUse) {
    List<String> allowed = new ArrayList<>(List.of("org.hmongtts." + name + ".."));
    mayUse.forEach(room -> allowed.add("org.hmongtts." + room + ".."));
    return noClasses()
        .that()
        .resideInAPackage("org.hmongtts." + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.hmongtts..")
                .and(not(resideInAnyPackage(allowed.toArray(String[]::new))))
                .and(not(assignableTo(HmongTtsException.class))))
        .as("room " + name + " uses only " + mayUse)
        .allowEmptyShould(true);
  }
}
