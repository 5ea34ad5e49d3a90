package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.unit.Architecture;
import io.pim.tools.proxmox.ProxmoxVersion;
import java.util.Optional;

/** Chooses the CPU type of a template. */
final class CpuType {
  /** The choice of the web interface. The API's own default is a processor of 2004. */
  private static final String USUAL = "x86-64-v2-AES";

  /** The default on arm64 is a Cortex-A57, which KVM provides on such a processor only. */
  private static final String HOST = "host";

  private final ProxmoxTarget target;
  private final ProxmoxVersion version;

  CpuType(ProxmoxTarget target, ProxmoxVersion version) {
    this.target = target;
    this.version = version;
  }

  /** The type for images of an architecture; empty for the server's default. */
  Optional<String> of(Architecture architecture) {
    if (target.cpu().isPresent()) {
      return target.cpu();
    }
    if (architecture == Architecture.ARM64) {
      return Optional.of(HOST);
    }
    return knowsLevels() ? Optional.of(USUAL) : Optional.empty();
  }

  private boolean knowsLevels() {
    return version.isAtLeast(8, 0);
  }

  /** Checks that VMs of an architecture can have the configured type. */
  TargetFinding check(Architecture architecture) {
    String type = of(architecture).orElse("the server's default");
    String subject = "CPU type " + type;
    if (architecture == Architecture.ARM64 && !type.matches("host|max|custom-.+")) {
      return TargetFinding.bad(
          subject,
          "Proxmox VE has it for x86_64 only, and the image is for arm64",
          FailureKind.TARGET_REFUSED,
          "Remove cpu: from the target, or set it to host. For images of both architectures, make a"
              + " target for each.");
    }
    if (type.startsWith("x86-64-v") && !knowsLevels()) {
      return TargetFinding.bad(
          subject,
          "Proxmox VE " + version + " does not know it: it came with 8.0",
          FailureKind.TARGET_REFUSED,
          "Remove cpu: from the target, or set it to host or kvm64.");
    }
    return TargetFinding.good(subject, "fits " + architecture);
  }
}
