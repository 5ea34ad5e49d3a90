package io.pim.host.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.BuildMachines;
import io.pim.host.shell.HeldDisk.BootAs;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.plan.PlanStep;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.VirtualMachines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk state that a person sees, for every step at which a build may be held. */
class HeldDisksTest {
  @TempDir Path folder;
  private TestBuilds builds;
  private OpenBuild build;
  private LayerStore layers;
  private HeldDisks disks;

  @BeforeEach
  void make() throws Exception {
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
    layers = new LayerStore(builds.folders(), Files::exists);
    Tools none = new Tools(List.of());
    disks =
        new HeldDisks(
            builds.folders(),
            new PlanLayers(layers),
            new BuildMachines(
                new VirtualMachines(
                    builds.folders(),
                    new QemuInstallation(none, new ProcessRunner()),
                    new DetachedProcesses(none))));
  }

  /**
   * Keeps the layers of the first steps: install, script:base, script:app, script:last, finalize.
   */
  private void keep(int count) throws Exception {
    for (PlanStep step : build.plan().layerSteps().subList(0, count)) {
      Path work = Files.writeString(folder.resolve("work"), step.name());
      layers.keep(
          work,
          Optional.empty(),
          Optional.empty(),
          Optional.of("the key of " + step.name()),
          step.requiredKey(),
          TestBuilds.ID);
    }
  }

  private Path workDisk(String step) throws Exception {
    return Files.writeString(
        build.folder().workDisk(build.step(step).requiredKey()), "failed at " + step);
  }

  private Path layer(String step) {
    return layers.disk(build.step(step).requiredKey(), TestBuilds.ID);
  }

  @Test
  void opensTheDiskOnWhichTheScriptFailed() throws Exception {
    keep(2);
    Path failed = workDisk("script:app");

    HeldDisk found = disks.find(build, "script:app");

    assertEquals(failed, found.disk());
    assertEquals(BootAs.INSTALLED, found.bootAs());
    assertEquals(Optional.empty(), found.login());
    assertEquals(
        "script:app failed on this disk; the 2 layers before it are intact (install, script:base)",
        found.state());
  }

  @Test
  void opensAnUnreachableGuestWithTheLayersKeyToo() throws Exception {
    keep(1);
    Path failed = workDisk("script:base");
    Files.writeString(build.folder().layerKey(), "the key of another build");

    HeldDisk found = disks.find(build, "ssh");

    assertEquals(failed, found.disk());
    assertEquals(Optional.of("the key of another build"), found.login());
    assertTrue(found.state().contains("the layer before it is intact (install)"), found.state());
  }

  @ParameterizedTest
  @ValueSource(strings = {"claim", "cache", "boot", "ssh", "script:app", "finalize", "not-in-plan"})
  void bootsTheNewestLayerIfThereIsNoFailedDisk(String step) throws Exception {
    keep(2);

    HeldDisk found = disks.find(build, step);

    assertEquals(layer("script:base"), found.disk());
    assertEquals(BootAs.INSTALLED, found.bootAs());
    assertEquals(Optional.of("the key of script:base"), found.login());
    assertTrue(found.state().startsWith("the disk is that after script:base; "), found.state());
  }

  @Test
  void opensAFinalizedDiskAsACloudInstance() throws Exception {
    keep(4);
    Path hung = workDisk("finalize");
    assertEquals(hung, disks.find(build, "finalize").disk());
    assertEquals(BootAs.INSTALLED, disks.find(build, "finalize").bootAs());
    assertEquals(hung, disks.find(build, "shutdown").disk());
    assertEquals(BootAs.INSTANCE, disks.find(build, "shutdown").bootAs());

    keep(5);
    HeldDisk found = disks.find(build, "flatten");
    assertEquals(layer("finalize"), found.disk());
    assertEquals(BootAs.INSTANCE, found.bootAs());
    assertEquals(Optional.empty(), found.login());
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "register"})
  void opensAnImageInEitherPlace(String step) throws Exception {
    keep(5);
    String name = build.id().text();
    Files.createDirectories(builds.folders().images());
    assertEquals(layer("finalize"), disks.find(build, step).disk());

    Path image = Files.writeString(builds.folders().image(name), "image");
    assertEquals(image, disks.find(build, step).disk());
    Path draft = Files.writeString(builds.folders().imageDraft(name), "draft");
    Path variables = Files.writeString(builds.folders().imageUefiVariables(name), "variables");
    HeldDisk found = disks.find(build, step);

    assertEquals(draft, found.disk());
    assertEquals(BootAs.INSTANCE, found.bootAs());
    assertEquals(Optional.of(variables), found.uefiVariables());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso", "disk", "install", "boot", "script:base"})
  void showsTheEndOfTheConsoleWithoutAnInstalledSystem(String step) throws Exception {
    if (!step.equals("boot") && !step.equals("script:base")) {
      keep(3);
    }
    Path console = Files.writeString(build.folder().console("install"), "one\nno space: boom\n");

    FailureReport report = assertThrows(BuildFailure.class, () -> disks.find(build, step)).report();

    assertTrue(report.what().contains("no installed system"), report.what());
    assertTrue(report.what().contains(step), report.what());
    assertEquals(console.toString(), report.where());
    assertEquals(List.of("one", "no space: boom"), report.lastLines());
  }

  @Test
  void allowsOneShellAtATime() throws Exception {
    ExclusiveFile.Hold first = ShellLock.take(build);
    FailureReport report = assertThrows(BuildFailure.class, () -> ShellLock.take(build)).report();
    assertTrue(report.what().contains("is open already"), report.what());
    assertEquals("process " + ProcessHandle.current().pid(), report.where());

    first.close();
    ShellLock.take(build).close();
  }
}
