package io.pim.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of docs/architecture.md, held by a test. */
@AnalyzeClasses(packages = "io.pim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule modulesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("model")
          .definedBy("io.pim.model..")
          .layer("workflows")
          .definedBy("io.pim.workflows..")
          .layer("tools")
          .definedBy("io.pim.tools..")
          .layer("host")
          .definedBy("io.pim.host..")
          .layer("activities")
          .definedBy("io.pim.activities..")
          .layer("worker")
          .definedBy("io.pim.worker..")
          .layer("cli")
          .definedBy("io.pim.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("activities")
          .mayOnlyBeAccessedByLayers("worker", "cli")
          .whereLayer("host")
          .mayOnlyBeAccessedByLayers("activities", "worker", "cli")
          .whereLayer("tools")
          .mayOnlyBeAccessedByLayers("host", "activities", "worker", "cli")
          .whereLayer("workflows")
          .mayOnlyBeAccessedByLayers("host", "activities", "worker", "cli");

  @ArchTest
  static final ArchRule theModelKnowsNoTemporalNoProcessesNoSockets =
      noClasses()
          .that()
          .resideInAPackage("io.pim.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.temporal..", "io.grpc..", "java.net.http..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.Process.*|java\\.net\\.(Server)?Socket.*|.*\\.(Server)?SocketChannel");

  @ArchTest
  static final ArchRule workflowsAreDeterministic = DeterminismRule.of("io.pim.workflows..");

  @ArchTest
  static final ArchRule toolsAndHostsKnowNoTemporal =
      noClasses()
          .that()
          .resideInAnyPackage("io.pim.tools..", "io.pim.host..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.temporal..", "io.grpc..");

  @ArchTest
  static final ArchRule aStepKnowsNoOtherStep =
      slices()
          .matching(
              "io.pim.activities.(install|provision|image|verify|registry|store|host|deploy)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule aDriverKnowsNoOtherDriver =
      slices()
          .matching("io.pim.host.deploy.(aws|directory|libvirt|oci|proxmox|utm)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyTargetsThatAreFoldersUseDeploymentsInFolders =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.pim.host.deploy.folder..",
              "io.pim.host.deploy.directory..",
              "io.pim.host.deploy.utm..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.pim.host.deploy.folder..");

  @ArchTest
  static final ArchRule aNounUsesNoOthersCommands =
      slices()
          .matching(
              "io.pim.cli.(build|deploy|target|image|iso|vm|profile|config|ventoy|serve|worker|service|doctor)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.pim.(tools|host|activities|workflows|worker|cli).(*)..")
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyQmpOpensUnixSockets =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.tools.qmp..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.net\\.(UnixDomainSocketAddress|StandardProtocolFamily)");

  @ArchTest
  static final ArchRule onlySshKnowsSshj =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.tools.ssh..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("net.schmizz..", "com.hierynomus..");

  @ArchTest
  static final ArchRule onlyItsOwnPackageKnowsTheSdkOfAws =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.tools.aws..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..");

  @ArchTest
  static final ArchRule onlyMetricsKnowMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.worker.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule onlyProcessStartsProcesses =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.tools.process..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.lang\\.Process(Builder.*)?")
          .orShould()
          .callMethod(Runtime.class, "exec", String[].class);

  @ArchTest
  static final ArchRule filesAreWrittenAndLockedInOneWay =
      noClasses()
          .that(BareFileCalls.UNLISTED)
          .should()
          .accessTargetWhere(BareFileCalls.BARE)
          .because("it is for DurableFile and ExclusiveFile");

  /** Otherwise the list would keep unnecessary names. */
  @ArchTest
  static void everyListedClassMakesBareFileCalls(JavaClasses classes) {
    Set<String> callers =
        classes.stream()
            .filter(its -> its.getAccessesFromSelf().stream().anyMatch(BareFileCalls.BARE))
            .map(BareFileCalls::outermost)
            .collect(Collectors.toSet());
    assertEquals(BareFileCalls.ALLOWED.keySet(), callers);
  }

  @ArchTest
  static final ArchRule onlyErbKnowsRuby =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.cli.erb..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jruby..");

  @ArchTest
  static final ArchRule theModelOwnsYaml =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pim.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.yaml..");

  @ArchTest
  static final ArchRule utilitiesHaveNames =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils");
}
