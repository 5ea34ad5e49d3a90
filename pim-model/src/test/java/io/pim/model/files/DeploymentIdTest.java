package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentIdTest {
  private static final Instant TIME = Instant.parse("2026-11-27T09:10:11Z");

  @Test
  void namesImageTargetAndTime() {
    DeploymentId id = DeploymentId.startedAt("web-prod", Architecture.X86_64, "proxmox-sg", TIME);
    assertEquals("web-prod-x86_64-to-proxmox-sg-20261127-091011", id.text());
    assertEquals("web-prod", id.profile());
    assertEquals(Architecture.X86_64, id.architecture());
    assertEquals("proxmox-sg", id.target());
    assertEquals(Optional.of(TIME), id.time());
    assertEquals("20261127-091011", id.timeText());
    assertEquals("deploy:proxmox-sg:web-prod-x86_64", id.workflowId());
  }

  @Test
  void aProfileMayLookLikeADeployment() {
    DeploymentId id = DeploymentId.startedAt("a-x86_64-to-b", Architecture.ARM64, "c", TIME);
    assertEquals("a-x86_64-to-b", id.profile());
    assertEquals("c", id.target());
  }

  @Test
  void aTargetMayNotLookLikeTheEndOfAProfile() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> DeploymentId.startedAt("a", Architecture.X86_64, "b-arm64-to-c", TIME));
    assertTrue(refused.getMessage().contains("b-arm64-to-c"), refused.getMessage());
  }

  /** Otherwise one would wait for the other, or mistake the other for itself. */
  @Test
  void noTwoTargetsAndProfilesHaveTheSameWorkflow() {
    assertNotEquals(
        DeploymentId.workflowId("b-c", Architecture.X86_64, "a"),
        DeploymentId.workflowId("c", Architecture.X86_64, "a-b"));
  }

  @Test
  void noBuildHasTheWorkflowOfADeployment() {
    String workflow = DeploymentId.workflowId("web", Architecture.X86_64, "sg");
    assertEquals(Optional.empty(), BuildId.tryParse(workflow + "-20261127-091011"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "web-x86_64-20261127-091011",
        "web-x86_64-to--20261127-091011",
        "web-mips-to-sg-20261127-091011",
        "web-x86_64-to-sg",
        "../web-x86_64-to-sg-20261127-091011",
        "web-x86_64-to-s/g-20261127-091011",
        "web-x86_64-to-sg-20261127-091011\n"
      })
  void refusesOtherTexts(String text) {
    assertThrows(IllegalArgumentException.class, () -> DeploymentId.of(text));
    assertEquals(Optional.empty(), DeploymentId.tryParse(text));
  }

  @Test
  void differsFromEveryBuildId() {
    String deployment = "web-x86_64-to-sg-20261127-091011";
    assertEquals(Optional.empty(), BuildId.tryParse(deployment));
    assertEquals(Optional.empty(), DeploymentId.tryParse("web-x86_64-20261127-091011"));
  }
}
