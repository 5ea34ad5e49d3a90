package io.pim.host.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.registry.Registry;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Firmware;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployOrdersTest {
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261002-100000");
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final DeploySecrets SECRETS =
      new DeploySecrets(Map.of("password", TestDeployments.SECRET));

  @TempDir Path folder;
  private TestDeployments deployments;
  private DeployOrders orders;

  @BeforeEach
  void make() {
    deployments = new TestDeployments(folder);
    orders = new DeployOrders(deployments.folders(), new Registry(deployments.folders()), "host-a");
  }

  private SealedBlob sealed(BuildId build, Map<String, Object> settings) throws IOException {
    return Sealer.withKeyFile(deployments.folders().sealKey())
        .seal(
            Json.mapper().writeValueAsBytes(SECRETS),
            DeployOrder.bound(build, "shelf", "directory", settings));
  }

  private DeployOrderRef order(String profile, String image, SealedBlob secrets) {
    return new DeployOrderRef(
        BUILD,
        profile,
        image,
        new DeployOrder(
            "shelf", "directory", deployments.settings(), 2, true, secrets, OnFailure.FAIL),
        NOW);
  }

  @Test
  void makesADeploymentThatTheHostCanOpen() throws Exception {
    DeployedImage image = deployments.image(1, Firmware.UEFI);

    DeployRequest request =
        orders.request(order("web", image.name(), sealed(BUILD, deployments.settings())));

    assertEquals("web-x86_64-to-shelf-20261102-100000", request.id().text());
    assertEquals(image, request.plan().image());
    assertEquals(2, request.plan().keep());
    assertTrue(request.plan().trial());
    assertEquals(OnFailure.FAIL, request.onFailure());
    assertEquals(
        Optional.of(TestDeployments.SECRET),
        deployments.deployments().save(request).secrets().get("password"));
    assertFalse(Json.mapper().writeValueAsString(request).contains(TestDeployments.SECRET));
  }

  /** A reused image may have been built for another profile. */
  @Test
  void deploysForTheProfileThatWasBuilt() throws Exception {
    DeployedImage image = deployments.image(1, Firmware.BIOS);

    DeployRequest request =
        orders.request(order("app", image.name(), sealed(BUILD, deployments.settings())));

    assertEquals("app-x86_64-to-shelf-20261102-100000", request.id().text());
    assertEquals("app", deployments.deployments().save(request).plan().image().profile());
  }

  private FailureKind refused(DeployOrderRef order) {
    return assertThrows(BuildFailure.class, () -> orders.request(order)).report().kind();
  }

  @Test
  void refusesSecretsOfOtherSettingsOrAnotherBuild() throws Exception {
    String image = deployments.image(1, Firmware.BIOS).name();
    Map<String, Object> elsewhere = new HashMap<>(deployments.settings());
    elsewhere.put("path", "/elsewhere");

    assertEquals(
        FailureKind.PLAN_UNREADABLE, refused(order("web", image, sealed(BUILD, elsewhere))));
    assertEquals(
        FailureKind.PLAN_UNREADABLE,
        refused(
            order(
                "web",
                image,
                sealed(BuildId.of("web-x86_64-20261003-100000"), deployments.settings()))));
  }

  @Test
  void refusesAnImageThatIsNotRegisteredHere() throws Exception {
    assertEquals(
        FailureKind.IMAGE_UNAVAILABLE,
        refused(order("web", BUILD.text(), sealed(BUILD, deployments.settings()))));
  }
}
