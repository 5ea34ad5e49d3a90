package io.pim.host.deploy.aws;

import io.pim.host.build.BuildLog;
import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.Architecture;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.InstanceInfo;
import io.pim.tools.aws.NewInstance;
import io.pim.tools.aws.StatusChecks;
import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Boots an instance of the new AMI, checks whether it comes up, and terminates it. */
final class AmiTrial {
  /** The name of the token of the instance's request. */
  static final String TOKEN = "trial";

  private static final String SMALLEST = "t3.nano";
  private static final String SMALLEST_ARM = "t4g.nano";
  private static final int LAUNCHES = 3;
  private static final int SHOWN_LINES = 20;

  private final Aws aws;
  private final AwsTarget target;
  private final Patience patience;

  AmiTrial(Aws aws, AwsTarget target, Patience patience) {
    this.aws = aws;
    this.target = target;
    this.patience = patience;
  }

  /** The result of a trial. */
  private record Outcome(boolean good, String said) {}

  /** Tries the AMI. Returns the result, for people. */
  String run(DeployContext context, OwnAmi ami) throws IOException, InterruptedException {
    Outcome outcome;
    List<String> console = List.of();
    try {
      String id = launch(context, ami);
      outcome = watch(context, id);
      if (!outcome.good()) {
        console = lastLines(context, id);
      }
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.TARGET_UNREACHABLE) {
        // The deployment now waits for a person, and the instance would cost money meanwhile.
        clearAfter(context, e);
      }
      throw e;
    }
    clear(context);
    if (!outcome.good()) {
      throw BuildFailure.of(FailureKind.TARGET_FAILED, "An instance of the new AMI did not come up")
          .where(target.region() + ", " + ami.info().id())
          .why(outcome.said())
          .todo(
              "Check the console's last lines"
                  + (console.isEmpty() ? " (AWS had none)" : "")
                  + ", launch an instance of the AMI, or set a longer try_timeout or another"
                  + " instance_type. Then retry.")
          .lastLines(console)
          .build();
    }
    return outcome.said();
  }

  private void clearAfter(DeployContext context, BuildFailure failure)
      throws IOException, InterruptedException {
    try {
      clear(context);
    } catch (BuildFailure e) {
      failure.addSuppressed(e);
    }
  }

  /** Launches an instance, or finds the one that an earlier try has launched. */
  private String launch(DeployContext context, OwnAmi ami)
      throws IOException, InterruptedException {
    for (int tries = 0; tries < LAUNCHES; tries++) {
      String token = RequestToken.of(context, TOKEN, form(context, ami, ""));
      context.say("launching an instance of " + ami.info().id() + ", " + type(context));
      Optional<String> id = aws.instances().launch(target.region(), form(context, ami, token));
      if (id.isPresent() && !hasEnded(find(context, id.get()))) {
        return id.get();
      }
      // The token belongs to an instance that has ended.
      RequestToken.forget(context, TOKEN);
    }
    throw BuildFailure.of(FailureKind.TARGET_FAILED, "No instance of the new AMI keeps running")
        .where(target.region() + ", " + ami.info().id())
        .why("each launched instance ended at once")
        .todo("Check their state reasons in the EC2 console, and retry.")
        .build();
  }

  private NewInstance form(DeployContext context, OwnAmi ami, String token) {
    return new NewInstance(
        token,
        ami.info().id(),
        type(context),
        target.subnetId(),
        target.securityGroupIds(),
        AwsTags.of(context.id(), context.plan().image(), target));
  }

  private String type(DeployContext context) {
    return target
        .instanceType()
        .orElse(
            context.plan().image().architecture() == Architecture.ARM64 ? SMALLEST_ARM : SMALLEST);
  }

  private Outcome watch(DeployContext context, String id) throws InterruptedException {
    Duration limit = target.common().trialTimeout();
    Deadline deadline = Deadline.in(limit);
    String seen = "the instance has not started";
    for (long rests = Patience.restsIn(limit); rests > 0 && !deadline.isOver(); rests--) {
      InstanceInfo info = find(context, id);
      if (hasEnded(info)) {
        return new Outcome(
            false, "instance " + id + " has ended by itself: " + BuildLog.oneLine(info.reason()));
      }
      if (info.state() == InstanceInfo.State.RUNNING) {
        StatusChecks checks = aws.instances().checks(target.region(), id);
        seen = "status checks: system " + checks.system() + ", instance " + checks.instance();
        if (checks.havePassed()) {
          BootConsole console = new BootConsole(aws.instances().console(target.region(), id));
          if (console.isEmpty() || console.showsTheEnd()) {
            return new Outcome(true, passed(id, console));
          }
          seen += "; the console shows neither a login prompt nor the end of cloud-init";
        }
      }
      patience.rest(context, id + " boots; " + seen);
    }
    return new Outcome(
        false, "instance " + id + " was not up within " + limit.toSeconds() + " s: " + seen);
  }

  private static String passed(String id, BootConsole console) {
    return id
        + " booted: both status checks passed"
        + (console.isEmpty()
            ? "; AWS has no console output"
            : ", and the console shows the end of the boot");
  }

  private static boolean hasEnded(InstanceInfo info) {
    return info.state() == InstanceInfo.State.ENDED || info.state() == InstanceInfo.State.ENDING;
  }

  private InstanceInfo find(DeployContext context, String id) throws InterruptedException {
    return patience
        .find(
            context,
            "instance " + id,
            () -> own(context).stream().filter(info -> info.id().equals(id)).findFirst())
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.TARGET_FAILED, "The instance no longer exists")
                    .where(target.region() + ", " + id)
                    .why("no instance of the account has its id and the deployment's tag")
                    .todo("Find out who terminated it or removed its tags, and retry.")
                    .build());
  }

  private List<InstanceInfo> own(DeployContext context) throws InterruptedException {
    return aws.instances().withTag(target.region(), AwsTags.DEPLOYMENT).stream()
        .filter(info -> AwsTags.deployment(info.tags()).equals(Optional.of(context.id())))
        .toList();
  }

  /** The console's last lines, without secrets and without control sequences. */
  private List<String> lastLines(DeployContext context, String id)
      throws IOException, InterruptedException {
    Path file = context.folder().work().resolve("console.txt");
    DurableFile.makePrivateFolder(context.folder().work());
    String text;
    try {
      text = aws.instances().console(target.region(), id);
    } catch (BuildFailure e) {
      context.say("the console cannot be read: " + e.report().what());
      return List.of();
    }
    DurableFile.write(file, DurableFile.PRIVATE, text.getBytes(StandardCharsets.UTF_8));
    return context.log().lastLines(file, SHOWN_LINES);
  }

  /** Terminates the deployment's instances, after waiting for one that AWS lists late. */
  List<String> clear(DeployContext context) throws IOException, InterruptedException {
    boolean begun = RequestToken.isThere(context, TOKEN);
    if (!begun && !context.plan().trial()) {
      return List.of();
    }
    if (!begun) {
      return Unbegun.look(() -> clear(context, own(context)));
    }
    patience.find(context, "the instance", () -> own(context).stream().findFirst());
    return clear(context, own(context));
  }

  private List<String> clear(DeployContext context, List<InstanceInfo> left)
      throws IOException, InterruptedException {
    List<String> removed = new ArrayList<>();
    for (InstanceInfo info : left) {
      if (info.state() != InstanceInfo.State.ENDED) {
        context.say("terminating " + info.id());
        aws.instances().terminate(target.region(), info.id());
        awaitEnd(context, info.id());
        removed.add("instance " + info.id());
      }
    }
    RequestToken.forget(context, TOKEN);
    return removed;
  }

  /** Waits until the instance has ended: its disk and network interface are removed only then. */
  private void awaitEnd(DeployContext context, String id) throws InterruptedException {
    for (int looks = 0; looks < Patience.LOOKS; looks++) {
      boolean there =
          own(context).stream()
              .anyMatch(info -> info.id().equals(id) && info.state() != InstanceInfo.State.ENDED);
      if (!there) {
        return;
      }
      patience.rest(context, "AWS ends " + id);
    }
  }
}
