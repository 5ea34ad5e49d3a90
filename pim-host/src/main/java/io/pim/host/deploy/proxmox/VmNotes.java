package io.pim.host.deploy.proxmox;

import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.unit.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The notes of a template or trial machine, for people and for PIM.
 *
 * @param vmid the VM that they were written for. A clone inherits the notes but has another id, so
 *     PIM never mistakes a user's clone for its own
 */
record VmNotes(DeploymentId id, int vmid, String image, Optional<Sha256> sha256) {
  private static final String DEPLOYMENT = "PIM deployment";
  private static final String VM = "VM";
  private static final String IMAGE = "Image";
  private static final String SHA256 = "SHA-256";

  /** The notes of a new VM. Proxmox VE shows them as Markdown; a list keeps the lines apart. */
  static String of(DeploymentId id, int vmid, DeployedImage image) {
    return line(DEPLOYMENT, id)
        + line(VM, vmid)
        + line(IMAGE, image.name())
        + line(SHA256, image.sha256().hex())
        + line("Build", image.buildId())
        + line("Plan", image.planKey());
  }

  private static String line(String name, Object value) {
    return "- " + name + ": " + value + "\n";
  }

  /** Reads notes, to which people may have added text; empty if they are not PIM's. */
  static Optional<VmNotes> parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .map(line -> line.strip().replaceFirst("^[-*] ", ""))
        .filter(line -> line.contains(": "))
        .forEach(
            line ->
                values.putIfAbsent(
                    line.substring(0, line.indexOf(": ")),
                    line.substring(line.indexOf(": ") + 2).strip()));
    String vmid = values.getOrDefault(VM, "");
    return DeploymentId.tryParse(values.getOrDefault(DEPLOYMENT, ""))
        .filter(id -> vmid.matches("\\d{3,9}"))
        .map(
            id ->
                new VmNotes(
                    id,
                    Integer.parseInt(vmid),
                    values.getOrDefault(IMAGE, ""),
                    Optional.ofNullable(values.get(SHA256))
                        .filter(hex -> hex.matches("[0-9a-f]{64}"))
                        .map(Sha256::of)));
  }
}
