package io.pim.activities.verify;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.PackageList;
import io.pim.activities.build.StepContext;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.GuestWatch;
import io.pim.activities.machine.Phase;
import io.pim.activities.preseed.NoCloudSeed;
import io.pim.activities.qemu.VirtualMachine;
import io.pim.activities.ssh.ConnectLimits;
import io.pim.activities.ssh.Credentials;
import io.pim.activities.ssh.GuestScript;
import io.pim.activities.ssh.HostKeyPin;
import io.pim.activities.ssh.OutputLines;
import io.pim.activities.ssh.RootShell;
import io.pim.activities.ssh.ScriptEnd;
import io.pim.activities.ssh.SshConnector;
import io.pim.activities.ssh.SshKeyPair;
import io.pim.activities.ssh.SshSession;
import io.pim.activities.ssh.SshTarget;
import io.pim.activities.ssh.SshWait;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Logs into a booted copy of the image with the instance's own key, and looks around. */
public final class InstanceChecks {
  /** The user that cloud-init is told to make; where it has no sudo, root is tried. */
  static final String USER = "pim-verify";

  private static final Duration PACKAGES = Duration.ofMinutes(2);
  private static final int LAST_LINES = 30;

  private final SshConnector connector = new SshConnector(ConnectLimits.forLocalGuest());

  StepNote run(StepContext step, VirtualMachine machine, NoCloudSeed seed, SshKeyPair key)
      throws IOException, InterruptedException {
    Instance instance = new Instance(machine, new GuestWatch(step.build(), Phase.VERIFY, machine));
    return run(step, instance, seed, key);
  }

  /** The machine that boots the copy, and whether it lives. */
  private record Instance(VirtualMachine machine, GuestWatch watch) {}

  private StepNote run(StepContext step, Instance instance, NoCloudSeed seed, SshKeyPair key)
      throws IOException, InterruptedException {
    try (SshSession user = login(step, instance, key, USER)) {
      step.say("the instance let its own user in with its own key");
      Optional<RootShell> root = rootOf(user);
      if (root.isPresent()) {
        return check(step, instance, seed, root.get());
      }
    }
    try (SshSession session = login(step, instance, key, "root")) {
      return check(step, instance, seed, RootShell.find(session, Optional.empty()));
    }
  }

  private static Optional<RootShell> rootOf(SshSession session) throws InterruptedException {
    try {
      return Optional.of(RootShell.find(session, Optional.empty()));
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.ROOT_REFUSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private StepNote check(StepContext step, Instance instance, NoCloudSeed seed, RootShell root)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    GuestScript hygiene = new GuestScript(root, "hygiene");
    run(
        step,
        instance,
        hygiene,
        HygieneScript.text(),
        Map.of(
            "PIM_HOSTNAME", seed.hostname(),
            "PIM_INSTANCE_ID", seed.instanceId(),
            "PIM_RUN", hygiene.folder()),
        "The image does not pass the hygiene checks");
    Optional<String> own = build.contents().verification();
    if (own.isPresent()) {
      run(
          step,
          instance,
          new GuestScript(root, "verification"),
          own.get(),
          Map.of(),
          "The image does not pass the profile's verification script");
    }
    PackageList packages =
        PackageList.parse(root.run(PackageList.COMMAND, new byte[0], PACKAGES).stdout());
    packages.write(build.folder().packages());
    step.say("verified; " + packages.versions().size() + " packages");
    return new StepNote(packages.versions().size() + " packages");
  }

  private static void run(
      StepContext step,
      Instance instance,
      GuestScript script,
      String text,
      Map<String, String> environment,
      String complaint)
      throws InterruptedException {
    Deque<String> last = new ArrayDeque<>();
    OutputLines lines =
        new OutputLines(
            line -> {
              step.say(line);
              last.addLast(step.build().log().redact(line));
              if (last.size() > LAST_LINES) {
                last.removeFirst();
              }
            });
    script.start(text, environment);
    ScriptEnd end =
        script.follow(
            0,
            new GuestScript.Listener() {
              @Override
              public void output(byte[] chunk, long newOffset) {
                lines.add(chunk);
              }

              @Override
              public void tick() {
                instance.watch().heard();
                instance.watch().requireAlive();
              }
            },
            BuildMachines.scaled(
                step.build().plan().limits().script(), instance.machine().facts().accelerator()));
    lines.end();
    if (!end.isSuccess()) {
      throw BuildFailure.of(FailureKind.VERIFY_FAILED, complaint + ": " + end.describe() + ".")
          .where(step.build().folder().log())
          .todo("See which checks failed, and mend the profile or its scripts.")
          .lastLines(List.copyOf(last))
          .build();
    }
  }

  private SshSession login(StepContext step, Instance instance, SshKeyPair key, String user)
      throws InterruptedException {
    OpenBuild build = step.build();
    VirtualMachine machine = instance.machine();
    CompletableFuture<BuildFailure> ended = machine.onExit().thenApply(exit -> machine.lost());
    Duration limit =
        BuildMachines.scaled(build.plan().access().timeout(), machine.facts().accelerator());
    return new SshWait(connector, limit, build.plan().access().pollInterval())
        .await(
            new SshTarget("127.0.0.1", machine.sshPort().orElseThrow(), user),
            Credentials.of(key),
            new HostKeyPin(build.folder().hostKey(Phase.VERIFY.word())),
            new SshWait.Watch(
                ended,
                line -> {
                  step.progress().line(line);
                  instance.watch().requireAlive();
                },
                instance.watch()::heard,
                () ->
                    build
                        .log()
                        .lastLines(build.folder().console(Phase.VERIFY.word()), LAST_LINES)));
  }
}
