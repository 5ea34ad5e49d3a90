package io.pim.model.deploy;

import static io.pim.model.deploy.DeployStep.CHECK;
import static io.pim.model.deploy.DeployStep.CONVERT;
import static io.pim.model.deploy.DeployStep.CREATE;
import static io.pim.model.deploy.DeployStep.PRUNE;
import static io.pim.model.deploy.DeployStep.RECORD;
import static io.pim.model.deploy.DeployStep.RESOLVE;
import static io.pim.model.deploy.DeployStep.SWITCH;
import static io.pim.model.deploy.DeployStep.TRY;
import static io.pim.model.deploy.DeployStep.UPLOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeployPlanTest {
  private static final DeployedImage IMAGE =
      new DeployedImage(
          "web-x86_64-20261127-080000",
          "web",
          Architecture.X86_64,
          "host-a",
          Sha256.ofText("image"),
          1234,
          "qcow2",
          Firmware.UEFI,
          BuildId.of("web-x86_64-20261127-080000"),
          StepKey.of("0".repeat(64)));

  private static DeployPlan plan(DeployAct act, boolean trial, Map<String, Object> settings) {
    return DeployPlan.of(act, "sg", "directory", settings, IMAGE, Optional.empty(), 3, trial);
  }

  @Test
  void hasEveryStepInOrder() {
    assertEquals(
        List.of(RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, TRY, SWITCH, RECORD, PRUNE),
        DeployStep.of(DeployAct.DEPLOY, true));
    assertEquals(
        List.of(RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, SWITCH, RECORD, PRUNE),
        DeployStep.of(DeployAct.DEPLOY, false));
    assertEquals(List.of(CHECK, SWITCH, RECORD), DeployStep.of(DeployAct.ROLLBACK, true));
    assertEquals(List.of(CHECK, PRUNE, RECORD), DeployStep.of(DeployAct.REMOVE, true));
  }

  @Test
  void survivesJson() throws IOException {
    DeployPlan plan =
        plan(DeployAct.DEPLOY, true, Map.of("path", "/srv/images", "list", List.of(1, "a")));
    String json = Json.mapper().writeValueAsString(plan);
    DeployPlan back = Json.mapper().readValue(json, DeployPlan.class);
    assertEquals(plan, back);
    assertEquals(plan.digest(), back.digest());
  }

  /** The secrets are bound to this digest. */
  @Test
  void theDigestCoversTheSettings() {
    assertNotEquals(
        plan(DeployAct.DEPLOY, true, Map.of("path", "/a")).digest(),
        plan(DeployAct.DEPLOY, true, Map.of("path", "/b")).digest());
  }

  @Test
  void readsAStepOfANewerPim() throws IOException {
    assertEquals(DeployStep.UNKNOWN, Json.mapper().readValue("\"announce\"", DeployStep.class));
    assertEquals(SWITCH, Json.mapper().readValue("\"switch\"", DeployStep.class));
  }

  @Test
  void showsNoSecrets() {
    DeploySecrets secrets = new DeploySecrets(Map.of("token", "hunter2"));
    assertFalse(secrets.toString().contains("hunter2"));
    assertEquals(Optional.of("hunter2"), secrets.get("token"));
  }
}
