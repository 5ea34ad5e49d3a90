package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanStep;
import io.pim.model.store.StoreAddress;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.OnFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRequestTest {
  private final BuildRequest request =
      TestPlans.request(TestPlans.plan("base", "app"), OnFailure.HOLD);

  /** The JSON in recorded histories and in the folders of held builds. */
  private BuildRequest readOld(boolean force) throws Exception {
    ObjectNode old = Json.mapper().valueToTree(request);
    old.remove("from");
    old.put("force", force);
    return Json.mapper().treeToValue(old, BuildRequest.class);
  }

  @Test
  void readsRequestsOfOlderVersions() throws Exception {
    BuildRequest plain = readOld(false);
    assertEquals(Optional.empty(), plain.from());
    assertTrue(plain.layerRule().anyImage());
    assertFalse(plain.cold());

    BuildRequest forced = readOld(true);
    assertFalse(forced.layerRule().anyImage());
    for (PlanStep step : forced.plan().steps()) {
      assertTrue(forced.layerRule().onlyOwn(step), step.name());
    }
  }

  @Test
  void keepsTheStepsToRepeatInJsonAndRetries() throws Exception {
    BuildRequest from =
        new BuildRequest(
            request.buildId(),
            request.plan(),
            request.contents(),
            false,
            OnFailure.HOLD,
            Optional.of("finalize"));
    String json = Json.mapper().writeValueAsString(from);
    assertEquals(from, Json.mapper().readValue(json, BuildRequest.class));
    assertFalse(json.contains("layerRule"));
    assertEquals(Optional.of("finalize"), from.retriedWith(request).from());
  }

  @Test
  void keepsItsOrdersInFilesAndRetries(@TempDir Path folder) throws Exception {
    BuildRequest ordering = request.deploying(List.of(TestOrders.order("shelf")));
    Path file = folder.resolve("request.json");
    Json.write(file, ordering);
    assertEquals(ordering, Json.read(file, BuildRequest.class));
    assertEquals(ordering.deploy(), ordering.retriedWith(request).deploy());
    assertEquals(ordering.deploy(), ordering.asCold(true).deploy());

    Json.write(file, request);
    String old = Files.readString(file).replaceFirst(",\\s*\"deploy\" : \\[ *]", "");
    assertFalse(old.contains("deploy"), old);
    Files.writeString(file, old);
    assertEquals(request, Json.read(file, BuildRequest.class));
  }

  @Test
  void keepsItsStoreInFilesUntilARetryNamesAnother(@TempDir Path folder) throws Exception {
    Optional<StoreAddress> store =
        Optional.of(StoreAddress.of("oci://r:5000/team", true, Optional.of("/etc/ca.pem")));
    BuildRequest pushing = request.pushingTo(store);
    Path file = folder.resolve("request.json");
    Json.write(file, pushing);
    assertEquals(pushing, Json.read(file, BuildRequest.class));
    assertEquals(store, pushing.asCold(true).deploying(List.of()).store());
    assertEquals(store, request.retriedWith(pushing).store());
    assertEquals(Optional.empty(), pushing.retriedWith(request).store());

    Json.write(file, request);
    String old = Files.readString(file).replaceFirst(",\\s*\"store\" : null", "");
    assertFalse(old.contains("store"), old);
    Files.writeString(file, old);
    assertEquals(request, Json.read(file, BuildRequest.class));
  }

  @Test
  void takesTheHostTimeoutOfTheLastRetry() throws Exception {
    Duration limit = Duration.ofSeconds(90);
    BuildRequest impatient = request.givingHostsUpAfter(limit);
    String json = Json.mapper().writeValueAsString(impatient);
    assertEquals(impatient, Json.mapper().readValue(json, BuildRequest.class));
    assertEquals(limit, ActivityLimits.hostAnswer(impatient));
    BuildRequest changed =
        impatient
            .asCold(true)
            .deploying(List.of())
            .pushingTo(Optional.empty())
            .askingFirst(Optional.of("rack1"));
    assertEquals(limit, ActivityLimits.hostAnswer(changed));
    assertEquals(limit, ActivityLimits.hostAnswer(request.retriedWith(impatient)));

    ObjectNode old = Json.mapper().valueToTree(impatient);
    old.remove("hostTimeout");
    BuildRequest read = Json.mapper().treeToValue(old, BuildRequest.class);
    assertEquals(ActivityLimits.HOST_ANSWER, ActivityLimits.hostAnswer(read));
  }

  @Test
  void takesTheSharingOfLayersFromTheLastRetry(@TempDir Path folder) throws Exception {
    Optional<StoreAddress> store =
        Optional.of(StoreAddress.of("oci://r:5000/team", true, Optional.empty()));
    BuildRequest sharing = request.pushingTo(store).pushingLayers(true);
    Path file = folder.resolve("request.json");
    Json.write(file, sharing);
    assertEquals(sharing, Json.read(file, BuildRequest.class));
    assertFalse(Files.readString(file).contains("layerStore"));
    assertEquals(store, sharing.asCold(true).askingFirst(Optional.of("host1")).layerStore());
    assertEquals(store, request.retriedWith(sharing).layerStore());
    assertEquals(Optional.empty(), sharing.retriedWith(request).layerStore());
    assertEquals(Optional.empty(), request.pushingTo(store).layerStore());

    Json.write(file, request);
    String old = Files.readString(file).replaceFirst(",\\s*\"pushLayers\" : false", "");
    assertFalse(old.contains("pushLayers"), old);
    Files.writeString(file, old);
    assertEquals(request, Json.read(file, BuildRequest.class));
  }

  @Test
  void readsResultsOfOlderVersions() throws Exception {
    BuildResult result =
        new BuildResult("web-1", "host1", "/w.qcow2", 5, Sha256.ofText("w"), false);
    String json = Json.mapper().writeValueAsString(result);
    String old = json.replace(",\"deployments\":[],\"store\":null", "");
    assertFalse(old.contains("deployments"));
    assertEquals(result, Json.mapper().readValue(old, BuildResult.class));
  }

  /** Each retry decides again whether the guest boots cold. */
  @Test
  void takesColdFromTheLastRetry() throws Exception {
    BuildRequest cold = request.asCold(true);
    String json = Json.mapper().writeValueAsString(cold);
    assertEquals(cold, Json.mapper().readValue(json, BuildRequest.class));
    assertTrue(request.retriedWith(cold).cold());
    assertFalse(cold.retriedWith(request).cold());
  }
}
