package io.pim.host.deploy.oci;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.CertificateCheck;
import io.pim.model.target.OciTarget;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that a registry allows a deployment, with a line for each check. */
final class OciCheck {
  private final Repository repository;
  private final OciTarget settings;
  private final OciNames names;
  private final OciShelf shelf;
  private final List<TargetFinding> findings = new ArrayList<>();

  OciCheck(Repository repository, OciTarget settings, OciNames names, OciShelf shelf) {
    this.repository = repository;
    this.settings = settings;
    this.names = names;
    this.shelf = shelf;
  }

  List<TargetFinding> run(Optional<DeployedImage> image) throws IOException, InterruptedException {
    boolean answers =
        finds(
            "registry",
            () -> {
              repository.ping();
              return transport();
            });
    if (!answers) {
      return findings;
    }
    boolean readable = finds("right to read", () -> repository.tags().size() + " tags");
    finds(
        "right to write",
        () -> {
          repository.requireWritable();
          return settings.repository();
        });
    if (readable && image.isPresent()) {
      checkName(image.get());
    }
    return findings;
  }

  private String transport() {
    if (settings.plainHttp()) {
      return "it answers, without TLS (plain_http:)";
    }
    return settings.certificate() instanceof CertificateCheck.Insecure
        ? "it answers; its certificate is NOT checked (insecure:)"
        : "it answers, and its certificate is accepted";
  }

  private void checkName(DeployedImage image) throws InterruptedException {
    DeploymentId any =
        DeploymentId.startedAt(
            image.profile(), image.architecture(), names.target(), Instant.EPOCH);
    String tag = names.line(any);
    findings.add(
        shelf
            .obstacle(any)
            .map(
                obstacle ->
                    TargetFinding.bad(
                        "name",
                        "tag " + tag + ": " + obstacle,
                        FailureKind.TARGET_REFUSED,
                        "Remove the tag, or give the target another name: for its images."))
            .orElseGet(() -> TargetFinding.good("name", "tag " + tag)));
  }

  @FunctionalInterface
  private interface Look {
    String found() throws IOException, InterruptedException;
  }

  private boolean finds(String subject, Look look) throws IOException, InterruptedException {
    try {
      findings.add(TargetFinding.good(subject, look.found()));
      return true;
    } catch (BuildFailure e) {
      findings.add(TargetFinding.failed(subject, e));
      return false;
    }
  }
}
