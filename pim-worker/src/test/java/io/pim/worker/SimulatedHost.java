package io.pim.worker;

import io.pim.activities.step.StepRunner;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Pause;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.activity.WhatIsThere;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Activities that do nothing, so that a build of them costs only the orchestration.
 *
 * @param pace sets how long steps take; they send heartbeats as real ones do
 */
record SimulatedHost(VmSlots slots, StepRunner runner, Pace pace) {
  private static final List<Class<?>> ON_HOST =
      List.of(
          HostActivities.class,
          CacheActivities.class,
          InstallActivities.class,
          ProvisionActivities.class,
          ImageActivities.class,
          VerifyActivities.class,
          RegistryActivities.class);

  Object onHost() {
    return acting(ON_HOST);
  }

  private Object acting(List<Class<?>> activities) {
    return Proxy.newProxyInstance(
        SimulatedHost.class.getClassLoader(),
        activities.toArray(Class<?>[]::new),
        (proxy, method, arguments) -> act(method, arguments));
  }

  private Object act(Method method, Object[] arguments) throws IOException {
    if (method.getName().equals("cleanUp")) {
      slots.release((BuildId) arguments[0]);
    }
    Class<?> answer = method.getReturnType();
    if (answer == StepNote.class) {
      String step = ((StepRef) arguments[0]).step();
      rest(step);
      return new StepNote("did " + step);
    } else if (answer == ImageEntry.class) {
      return image(((StepRef) arguments[0]).buildId());
    } else if (answer == WhatIsThere.class) {
      return WhatIsThere.noImage(Optional.empty());
    } else if (answer == boolean.class) {
      return false;
    } else if (answer == void.class) {
      return null;
    }
    throw new IllegalStateException("no answer to " + method);
  }

  private void rest(String step) {
    Duration time = pace.step();
    if (!time.isZero()) {
      boolean unused =
          runner.guarded(
              step,
              heartbeat -> {
                Pause.REAL.rest(time);
                return true;
              });
    }
  }

  private static ImageEntry image(BuildId id) {
    return new ImageEntry(
        id.text(),
        "scale",
        Architecture.X86_64,
        Path.of("/nowhere", id.text() + ".qcow2"),
        "qcow2",
        7,
        Sha256.ofText("image"),
        id,
        Instant.EPOCH,
        new StepKey(Sha256.ofText("key")),
        Firmware.BIOS,
        Path.of("/nowhere", id.text() + ".manifest.json"),
        Optional.empty(),
        Optional.empty());
  }
}
