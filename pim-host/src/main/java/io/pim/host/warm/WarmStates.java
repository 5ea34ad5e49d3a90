package io.pim.host.warm;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.Layer;
import io.pim.host.layer.LayerPlace;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.machine.PhaseMachine;
import io.pim.model.config.WarmSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanStep;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.HostKeyPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes and finds the warm checkpoints beside this host's layers. They only save time: a build has
 * the same result without them, and no problem with one fails a build.
 */
public final class WarmStates {
  /** After a longer pause PIM makes no other warm checkpoint in the same build. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  /** The size of the empty qcow2 disk that QEMU saves a memory into; the file grows beyond it. */
  private static final ByteSize EMPTY_DISK = ByteSize.parse("1M");

  private final PimFolders folders;
  private final BuildMachines machines;
  private final QemuImg images;
  private final WarmSettings settings;
  private final WarmLimits limits;
  private final Clock clock;

  public WarmStates(
      PimFolders folders,
      BuildMachines machines,
      QemuImg images,
      WarmSettings settings,
      Clock clock) {
    this.folders = folders;
    this.machines = machines;
    this.images = images;
    this.settings = settings;
    this.limits = new WarmLimits(folders.layers(), settings, clock);
    this.clock = clock;
  }

  /**
   * Prepares a warm checkpoint for the moment when the disk of a step becomes a layer. Empty if
   * warm checkpoints are off, not possible here, or too expensive.
   */
  public Optional<WarmDraft> draft(StepContext step, VirtualMachine machine)
      throws InterruptedException {
    OpenBuild build = step.build();
    LayerPlace place = place(build, step.step());
    try {
      PhaseMachine guest = Phase.GUEST.of(build);
      Optional<String> hostKey = new HostKeyPin(guest.hostKey()).line();
      if (hostKey.isEmpty()
          || !isAffordable(build)
          || !machines.isGuest(guest, build.plan().machine(), machine)) {
        return Optional.empty();
      }
      machine.requireRunning();
      DurableFile.makePrivateFolder(place.folder());
      remove(place);
      images.createPrivate(place.memory(), EMPTY_DISK);
      return Optional.of(
          new WarmDraft(machine, place, machine.version(), hostKey.get(), guest.uefiVariables()));
    } catch (IOException | BuildFailure e) {
      step.say("the guest's memory is not kept: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isAffordable(OpenBuild build) throws IOException {
    ByteSize memory = build.plan().machine().memory();
    if (settings.isOff()
        || memory.compareTo(settings.limit()) > 0
        || HostProcessor.describe().isEmpty()) {
      return false;
    }
    for (PlanStep step : build.plan().layerSteps()) {
      Optional<WarmFacts> before = WarmFacts.read(place(build, step));
      if (before.isPresent() && before.get().stoodStillMillis() > MAX_PAUSE.toMillis()) {
        return false;
      }
    }
    DurableFile.makePrivateFolder(folders.layers());
    return Files.getFileStore(folders.layers()).getUsableSpace() >= 2 * memory.bytes();
  }

  /** Keeps a warm checkpoint beside its layer, or removes it if it does not fit the layer. */
  public void keep(StepContext step, WarmDraft draft) throws InterruptedException {
    LayerPlace place = draft.layer();
    boolean kept = false;
    try {
      Optional<Sha256> layer = LayerStore.digest(place);
      if (draft.failure().isPresent()) {
        step.say("the guest's memory was not kept: " + draft.failure().get());
      } else if (layer.isPresent() && draft.variablesAreTheSame()) {
        Accelerator accelerator = draft.machine().facts().accelerator();
        WarmFacts facts =
            new WarmFacts(
                setting(step.build(), accelerator, layer.get()),
                draft.qemu(),
                draft.hostKey(),
                Files.size(place.memory()),
                Sha256.ofFile(place.memory()),
                clock.instant(),
                draft.stoodStill().toMillis());
        Json.write(place.memoryFacts(), facts);
        kept = true;
        step.say(
            String.format(
                Locale.ROOT,
                "the guest's memory is kept: %d MiB; it stood still for %.1f s",
                facts.length() >> 20,
                facts.stoodStillMillis() / 1000.0));
      }
      if (!kept) {
        remove(place);
      }
      prune();
    } catch (IOException | BuildFailure e) {
      step.say("the guest's memory is not kept: " + e.getMessage());
      discard(place);
    }
  }

  /** Finds the warm checkpoint of a layer. Empty if the conditions are not the same. */
  public Optional<WarmState> fitting(OpenBuild build, Layer layer, Accelerator accelerator)
      throws InterruptedException {
    try {
      prune();
      Optional<LayerPlace> place = LayerPlace.at(folders.layers(), layer.disk());
      Optional<WarmFacts> facts =
          place.isPresent() ? WarmFacts.read(place.get()) : Optional.empty();
      Optional<Sha256> digest =
          place.isPresent() ? LayerStore.digest(place.get()) : Optional.empty();
      if (settings.isOff() || facts.isEmpty() || digest.isEmpty()) {
        return Optional.empty();
      }
      Setting now = setting(build, accelerator, digest.get());
      Setting then = facts.get().setting();
      if (!then.arguments().equals(now.arguments())) {
        // The checkpoint is for a machine of another size or accelerator, and still useful for one.
        return Optional.empty();
      }
      boolean isWhole =
          Files.isRegularFile(place.get().memory(), LinkOption.NOFOLLOW_LINKS)
              && Files.size(place.get().memory()) == facts.get().length();
      if (!isWhole || !then.equals(now)) {
        remove(place.get());
        return Optional.empty();
      }
      Files.setLastModifiedTime(place.get().memoryFacts(), FileTime.from(clock.instant()));
      return Optional.of(new WarmState(place.get(), facts.get()));
    } catch (IOException | BuildFailure e) {
      return Optional.empty();
    }
  }

  private Setting setting(OpenBuild build, Accelerator accelerator, Sha256 layer)
      throws InterruptedException {
    return new Setting(
        Setting.FORMAT,
        machines.shape(build.plan().machine(), accelerator),
        HostProcessor.describe().orElse(""),
        layer);
  }

  /** Discards the warm checkpoints that a build has made, because its guest failed. */
  void discardAllOf(OpenBuild build) {
    build.plan().layerSteps().forEach(step -> discard(place(build, step)));
  }

  void discard(LayerPlace place) {
    try {
      remove(place);
    } catch (IOException e) {
      // The remaining files are checked before any use, and removed with their layer.
    }
  }

  LayerPlace placeOf(WarmUse use) {
    return use.layer(folders.layers());
  }

  private LayerPlace place(OpenBuild build, PlanStep step) {
    return new LayerPlace(folders.layers(), step.requiredKey(), build.id());
  }

  /** Deletes the facts first, because a checkpoint without facts is never loaded. */
  static void remove(LayerPlace place) throws IOException {
    Files.deleteIfExists(place.memoryFacts());
    Files.deleteIfExists(place.memory());
  }

  /**
   * Removes warm checkpoints that are too old, and the least recently used ones above the limits.
   */
  public void prune() throws IOException {
    limits.hold();
  }
}
