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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The memories of guests that lie beside layers on this host. They only save time: a build is the
 * same without them, and nothing here ever fails one.
 */
public final class WarmStates {
  /** A guest that stands still for longer is not made to do so again in the same build. */
  private static final Duration LONG = Duration.ofSeconds(1);

  /** To QEMU it is a disk; what is in it is larger than that. */
  private static final ByteSize EMPTY = ByteSize.parse("1M");

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
   * Gets ready to keep the memory of a machine at the moment when the disk of a step is left
   * behind; empty where that is not wanted, or would cost too much.
   */
  public Optional<WarmDraft> draft(StepContext step, VirtualMachine machine)
      throws InterruptedException {
    OpenBuild build = step.build();
    LayerPlace place = place(build, step.step());
    try {
      PhaseMachine guest = Phase.GUEST.of(build);
      if (!isAffordable(build) || !machines.isGuest(guest, build.plan().machine(), machine)) {
        return Optional.empty();
      }
      machine.requireRunning();
      DurableFile.makePrivateFolder(place.folder());
      remove(place);
      images.createPrivate(place.memory(), EMPTY);
      return Optional.of(new WarmDraft(machine, place, machine.version(), guest.uefiVariables()));
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
      if (before.isPresent() && before.get().stoodStillMillis() > LONG.toMillis()) {
        return false;
      }
    }
    DurableFile.makePrivateFolder(folders.layers());
    return Files.getFileStore(folders.layers()).getUsableSpace() >= 2 * memory.bytes();
  }

  /** Keeps a memory beside the layer that was made of the disk under it. */
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

  /** The memory of the guest that ran on a layer, where everything is as it was then. */
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
        // A machine of another size, or with another accelerator: it may be right for its own kind.
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

  /** Throws away the memories that a build has made: they are of guests that came to a bad end. */
  void discardAllOf(OpenBuild build) {
    build.plan().layerSteps().forEach(step -> discard(place(build, step)));
  }

  void discard(LayerPlace place) {
    try {
      remove(place);
    } catch (IOException e) {
      // What is left of it is looked at again before it is used, and goes with its layer.
    }
  }

  LayerPlace placeOf(WarmUse use) {
    return use.layer(folders.layers());
  }

  private LayerPlace place(OpenBuild build, PlanStep step) {
    return new LayerPlace(folders.layers(), step.requiredKey(), build.id());
  }

  /** The facts first: without them what is left is no memory. */
  static void remove(LayerPlace place) throws IOException {
    Files.deleteIfExists(place.memoryFacts());
    Files.deleteIfExists(place.memory());
  }

  /** Removes what is too old, and of the rest those used longest ago that are too many. */
  public void prune() throws IOException {
    limits.hold();
  }
}
