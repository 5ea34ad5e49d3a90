package io.pim.host.image;

import io.pim.host.build.PackageList;
import io.pim.host.image.ImageVerdict.Check;
import io.pim.host.image.ImageVerdict.Finding;
import io.pim.host.image.ImageVerdict.Outcome;
import io.pim.host.trial.Candidate;
import io.pim.host.trial.InstanceTrial;
import io.pim.host.trial.TrialRules;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.tools.qemu.ImageCheck;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that an image is still what its build verified: its bytes, and that it boots. */
public final class ImageVerification {
  /** Failures of the image itself; all others prove nothing about it. */
  private static final Set<FailureKind> OF_THE_IMAGE =
      EnumSet.of(
          FailureKind.CHECKSUM_MISMATCH,
          FailureKind.VERIFY_FAILED,
          FailureKind.LOGIN_FAILED,
          FailureKind.ROOT_REFUSED,
          FailureKind.GUEST_HUNG,
          FailureKind.VM_HUNG,
          FailureKind.VM_LOST);

  private final PimFolders folders;
  private final QemuImg qemuImg;
  private final InstanceTrial trial;
  private final CandidateImages candidates;

  public ImageVerification(
      PimFolders folders, QemuImg qemuImg, InstanceTrial trial, CandidateImages candidates) {
    this.folders = folders;
    this.qemuImg = qemuImg;
    this.trial = trial;
    this.candidates = candidates;
  }

  /**
   * Verifies an image of this host.
   *
   * @param boot how to boot it; empty to check its bytes only
   * @throws BuildFailure if the failure proves nothing about the image: a missing tool, too little
   *     memory
   */
  public ImageVerdict run(ImageEntry image, Optional<TrialRules> boot, Progress progress)
      throws IOException, InterruptedException {
    Findings findings = new Findings();
    findings.make(
        Check.DIGEST,
        true,
        () -> {
          ImageSource.requireSound(image, progress);
          return "sha256 " + image.sha256();
        });
    findings.make(Check.STRUCTURE, true, () -> structure(image));
    findings.make(Check.BOOT, boot.isPresent(), () -> boot(image, boot.orElseThrow(), progress));
    if (findings.failed(Check.DIGEST)) {
      // Remove the record, because builds would otherwise accept the image by size and time without
      // reading it.
      Files.deleteIfExists(folders.imageSeen(image.name()));
    }
    return new ImageVerdict(image.name(), image.path(), findings.made, findings.lastLines);
  }

  private String structure(ImageEntry image) throws InterruptedException {
    ImageCheck check = qemuImg.check(image.path());
    if (!check.isSound()) {
      throw BuildFailure.of(
              FailureKind.CHECKSUM_MISMATCH,
              "qemu-img check found " + check.corruptions() + " corruptions")
          .build();
    }
    return "qemu-img check found no damage";
  }

  private String boot(ImageEntry image, TrialRules rules, Progress progress)
      throws IOException, InterruptedException {
    try (CandidateImages.Held held = candidates.hold(image, rules, progress)) {
      Candidate candidate = held.candidate();
      PackageList packages = trial.run(candidate);
      return "booted and passed the checks"
          + (candidate.rules().script().isPresent() ? " and the profile's verification" : "")
          + "; "
          + packages.versions().size()
          + " packages";
    }
  }

  /** A check that returns what it found, or throws a failure. */
  @FunctionalInterface
  private interface Look {
    String run() throws IOException, InterruptedException;
  }

  /** The findings so far; after a failure no further check runs. */
  private static final class Findings {
    private final List<Finding> made = new ArrayList<>();
    private List<String> lastLines = List.of();

    void make(Check check, boolean wanted, Look look) throws IOException, InterruptedException {
      if (!wanted || made.stream().anyMatch(earlier -> earlier.outcome() == Outcome.FAILED)) {
        made.add(new Finding(check, Outcome.SKIPPED, wanted ? "" : "not asked for"));
        return;
      }
      try {
        made.add(new Finding(check, Outcome.PASSED, look.run()));
      } catch (BuildFailure e) {
        if (!OF_THE_IMAGE.contains(e.report().kind())) {
          throw e;
        }
        String why = e.report().why();
        made.add(
            new Finding(
                check, Outcome.FAILED, (e.report().what() + (why.isEmpty() ? "" : " " + why))));
        lastLines = e.report().lastLines();
      }
    }

    boolean failed(Check check) {
      return made.stream()
          .anyMatch(finding -> finding.check() == check && finding.outcome() == Outcome.FAILED);
    }
  }
}
