package io.pim.cli.testing;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.HostClaim;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.activity.WhatIsThere;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.RequestRef;
import io.temporal.activity.Activity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A host that builds nothing, and fails or waits at the steps that a test names. */
public final class FakeHost
    implements ClaimActivities,
        HostActivities,
        CacheActivities,
        InstallActivities,
        ProvisionActivities,
        ImageActivities,
        VerifyActivities,
        RegistryActivities {
  public static final String ID = "host1";

  public final Map<String, FailureKind> failing = new ConcurrentHashMap<>();
  public final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

  /** The waiting steps, in the order in which they began to wait. */
  private final BlockingQueue<String> reached = new LinkedBlockingQueue<>();

  public volatile Optional<BuildResult> image = Optional.empty();

  /** Waits until a step that must wait begins to. */
  public void awaitStep(String step) {
    try {
      if (!step.equals(reached.poll(60, TimeUnit.SECONDS))) {
        throw new AssertionError("step " + step + " was not reached");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private StepNote step(StepRef ref) {
    FailureKind kind = failing.get(ref.step());
    if (kind != null) {
      throw Failures.toTemporalFinal(
          BuildFailure.of(kind, "The script app exited with 3.")
              .where("scripts.d/app.sh")
              .why("exit status 3")
              .todo("Fix the script.")
              .lastLines(List.of("first", "\u001b[31mboom\u001b[0m"))
              .build()
              .report());
    }
    CountDownLatch latch = waiting.get(ref.step());
    if (latch != null) {
      reached.add(ref.step());
      awaitWithHeartbeats(ref, latch);
    }
    return new StepNote("did " + ref.step());
  }

  /**
   * Sends heartbeats as a running activity does, because one reports that the build is cancelled.
   */
  private static void awaitWithHeartbeats(StepRef ref, CountDownLatch latch) {
    try {
      do {
        Activity.getExecutionContext()
            .heartbeat(new StepProgress(ref.step(), 0.5, "half of " + ref.step()));
      } while (!latch.await(200, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public HostClaim claim(BuildId buildId) {
    return new HostClaim(ID);
  }

  @Override
  public boolean reopen(RequestRef request) {
    return false;
  }

  @Override
  public void open(BuildRequest request) {}

  @Override
  public void stopMachines(BuildId buildId) {}

  @Override
  public void release(BuildId buildId) {}

  @Override
  public void cleanUp(BuildId buildId) {}

  @Override
  public WhatIsThere look(BuildId buildId) {
    return image.map(WhatIsThere::image).orElseGet(() -> WhatIsThere.noImage(Optional.empty()));
  }

  @Override
  public StepNote fetchIso(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote createDisk(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote install(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote boot(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote waitForSsh(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote runScript(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote finalizeSystem(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote shutDown(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote flatten(StepRef ref) {
    return step(ref);
  }

  @Override
  public StepNote verify(StepRef ref) {
    return step(ref);
  }

  @Override
  public ImageEntry publish(StepRef ref) {
    return entry(ref.buildId(), Path.of("/images/" + ref.buildId() + ".qcow2"));
  }

  public static ImageEntry entry(BuildId build, Path path) {
    return new ImageEntry(
        build.text(),
        "web",
        Architecture.X86_64,
        path,
        "qcow2",
        1234,
        Sha256.ofText("image"),
        build,
        Instant.parse("2026-11-22T10:00:00Z"),
        new StepKey(Sha256.ofText("key")),
        Firmware.BIOS,
        path.resolveSibling(build.text() + ".manifest.json"),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void register(ImageEntry entry) {}
}
