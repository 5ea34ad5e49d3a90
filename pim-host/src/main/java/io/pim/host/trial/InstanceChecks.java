package io.pim.host.trial;

import io.pim.host.build.PackageList;
import io.pim.host.build.Resources;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestWatch;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.guestserver.NoCloudSeed;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.Credentials;
import io.pim.tools.ssh.FollowedLines;
import io.pim.tools.ssh.GuestScript;
import io.pim.tools.ssh.GuestSsh;
import io.pim.tools.ssh.LoginRule;
import io.pim.tools.ssh.RootShell;
import io.pim.tools.ssh.ScriptEnd;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.ssh.SshSession;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Logs in to a booted copy of the image with the instance's own key, and examines it. */
public final class InstanceChecks {
  /** The user that cloud-init creates; if it has no sudo, root is tried. */
  static final String USER = "pim-verify";

  private static final Duration PACKAGES = Duration.ofMinutes(2);
  private static final int LAST_LINES = 30;

  PackageList run(Candidate candidate, VirtualMachine machine, NoCloudSeed seed, SshKeyPair key)
      throws InterruptedException {
    GuestWatch watch =
        new GuestWatch(
            candidate.log(), candidate.rules().limits().stall(), candidate.console(), machine);
    GuestSsh ssh = new GuestSsh(machine, candidate.hostKey());
    return run(new Instance(candidate, machine, watch, ssh), seed, key);
  }

  /** The machine that boots the copy, its signs of life, and the login. */
  private record Instance(Candidate of, VirtualMachine machine, GuestWatch watch, GuestSsh ssh) {
    Duration scaled(Duration limit) {
      return BuildMachines.scaled(limit, machine.facts().accelerator());
    }
  }

  private static PackageList run(Instance instance, NoCloudSeed seed, SshKeyPair key)
      throws InterruptedException {
    try (SshSession user = login(instance, key, USER)) {
      instance.of().say("the instance let its own user in with its own key");
      Optional<RootShell> root = RootShell.findIfAny(user, Optional.empty());
      if (root.isPresent()) {
        return check(instance, seed, root.get());
      }
    }
    try (SshSession session = login(instance, key, "root")) {
      return check(instance, seed, RootShell.find(session, Optional.empty()));
    }
  }

  private static PackageList check(Instance instance, NoCloudSeed seed, RootShell root)
      throws InterruptedException {
    GuestScript hygiene = new GuestScript(root, "hygiene");
    run(
        instance,
        hygiene,
        hygieneScript(),
        Map.of(
            "PIM_HOSTNAME", seed.hostname(),
            "PIM_INSTANCE_ID", seed.instanceId(),
            "PIM_RUN", hygiene.folder(),
            "PIM_WORK", hygiene.workFolder()),
        "The image does not pass the hygiene checks");
    Optional<String> own = instance.of().rules().script();
    if (own.isPresent()) {
      run(
          instance,
          new GuestScript(root, "verification"),
          own.get(),
          Map.of(),
          "The image does not pass the profile's verification script");
    }
    PackageList packages =
        PackageList.parse(root.run(PackageList.COMMAND, new byte[0], PACKAGES).stdout());
    instance.of().say("verified; " + packages.versions().size() + " packages");
    return packages;
  }

  private static void run(
      Instance instance,
      GuestScript script,
      String text,
      Map<String, String> environment,
      String complaint)
      throws InterruptedException {
    Candidate candidate = instance.of();
    FollowedLines lines =
        new FollowedLines(FollowedLines.Mark.START, candidate.log()::redact, candidate::output);
    script.start(text, environment);
    ScriptEnd end =
        script.follow(
            0,
            new GuestScript.Listener() {
              @Override
              public void output(byte[] chunk, long newOffset) {
                lines.add(chunk, newOffset);
              }

              @Override
              public void tick() {
                instance.watch().heard();
                instance.watch().requireAlive();
              }
            },
            instance.scaled(candidate.rules().limits().script()));
    lines.end();
    if (!end.isSuccess()) {
      throw BuildFailure.of(FailureKind.VERIFY_FAILED, complaint + ": " + end.describe() + ".")
          .where(candidate.machine().folder().log())
          .todo("Check which checks failed, and fix the profile or its scripts.")
          .lastLines(lines.lastLines())
          .build();
    }
  }

  private static SshSession login(Instance instance, SshKeyPair key, String user)
      throws InterruptedException {
    Candidate candidate = instance.of();
    LoginRule rule =
        LoginRule.within(
                instance.scaled(candidate.rules().login()),
                candidate.rules().pollInterval(),
                () -> candidate.log().lastLines(candidate.console(), LAST_LINES))
            .reportingTo(
                line -> {
                  candidate.progress().accept(line);
                  instance.watch().requireAlive();
                })
            .onAnswer(instance.watch()::heard);
    return instance.ssh().await(user, Credentials.of(key), rule);
  }

  /** The script that checks a booted copy for what must and must not be there. */
  static String hygieneScript() {
    return Resources.text(InstanceChecks.class, "hygiene.sh");
  }
}
