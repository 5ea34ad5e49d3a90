package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules that targets of all types have. */
class TargetsTest extends TargetsFixture {
  @Test
  void offersTheNearestTypeForAnUnknownOne() throws IOException {
    assertEquals(
        List.of(
            "targets.d/t.yml:2: t.type: must be a type of target, but is \"proxmos\";"
                + " did you mean proxmox? known: proxmox, aws, utm, directory, libvirt, oci"),
        problems("t:\n  type: proxmos\n  host: x\n"));
    assertEquals(
        List.of(
            "targets.d/t.yml:1: t: needs type: what the target is;"
                + " known: proxmox, aws, utm, directory, libvirt, oci"),
        problems("t:\n  host: x\n"));
  }

  @Test
  void namesEveryMissingField() throws IOException {
    assertEquals(
        3, problems("t: {type: proxmox}\n").stream().filter(p -> p.contains(": needs ")).count());
    assertTrue(problems("t: {type: aws}\n").get(0).contains("needs region"));
    assertTrue(
        problems("t: {type: aws, region: eu-west-1, method: s3}\n")
            .get(0)
            .contains("needs bucket"));
    assertTrue(problems("t: {type: utm}\n").get(0).contains("needs dir"));
    assertTrue(problems("t: {type: directory}\n").get(0).contains("needs path"));
    assertTrue(problems("t: {type: oci}\n").get(0).contains("needs repository"));
    assertEquals(List.of(), problems("t: {type: libvirt}\n"));
  }

  @Test
  void acceptsDefaultsThatSomeTypesLack() throws IOException {
    assertEquals(
        List.of(),
        problems(
            """
            default: {format: qcow2, keep: 2}
            a: {type: aws, region: eu-west-1}
            d: {type: directory, path: /srv}
            """));
    assertEquals(2, targets().get("a").settings().common().keep());
    assertEquals(List.of("a", "d"), targets().choices());
    assertTrue(
        problems("t: {type: aws, region: eu-west-1, format: raw}\n").get(0).contains("t.format"));
    assertTrue(problems("default: {fromat: raw}\n").get(0).contains("did you mean format?"));
  }

  @Test
  void refusesDefaultAsATarget() throws IOException {
    write(project, "default: {keep: 2}\na: {type: libvirt}\n");
    ConfigProblems refused = assertThrows(ConfigProblems.class, () -> targets().get("default"));
    assertTrue(refused.getMessage().contains("is not a target"), refused.getMessage());
  }

  @Test
  void refusesInvalidSettingsFromElsewhere() {
    Map<String, Object> plain =
        Map.of("type", "directory", "path", "../../etc", "keep", 1, "more", true);
    ConfigProblems refused =
        assertThrows(ConfigProblems.class, () -> TargetSettings.read("t", plain));
    assertEquals(2, refused.problems().size(), refused.getMessage());
  }
}
