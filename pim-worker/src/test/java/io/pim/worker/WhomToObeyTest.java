package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployStep;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.LayerActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.StoreActivities;
import io.pim.workflows.activity.VerifyActivities;
import io.pim.workflows.message.HostOrder;
import io.temporal.failure.ApplicationFailure;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WhomToObeyTest {
  private static final BuildId WEB = BuildId.of("web-x86_64-20261122-120000");
  private static final BuildId MAIL = BuildId.of("mail-x86_64-20261122-120000");

  @Test
  void obeysABuildAboutItself() {
    for (Object argument : List.of(WEB, new StepRef(WEB, "install"))) {
      assertDoesNotThrow(() -> WhomToObey.requireOwn("Build", "web-x86_64", List.of(argument)));
    }
  }

  @Test
  void obeysADeploymentOnlyAboutItself() {
    DeploymentId shelf = DeploymentId.of("web-x86_64-to-shelf-20261122-120000");
    DeployStepRef step = new DeployStepRef(shelf, DeployStep.UPLOAD);
    String workflow = "deploy:shelf:web-x86_64";
    for (Object argument : List.of(shelf, step)) {
      assertDoesNotThrow(() -> WhomToObey.requireOwn("Deploy", workflow, List.of(argument)));
      assertRefused("Build", workflow, List.of(argument));
      assertRefused("Deploy", "deploy:other:web-x86_64", List.of(argument));
    }
    assertRefused("Deploy", workflow, List.of(WEB));
    assertRefused("Deploy", "web-x86_64", List.of(WEB));
  }

  @Test
  void obeysOnlyAHostsOwnWorkflowAboutTheHost() {
    List<Object> order = List.of(new HostOrder("mac-3fa2c1", true));
    assertDoesNotThrow(() -> WhomToObey.requireOwn("Host", "host:mac-3fa2c1", order));
    assertRefused("Host", "host:other-123456", order);
    assertRefused("Build", "host:mac-3fa2c1", order);
    assertRefused("Host", "host:mac-3fa2c1", List.of(WEB));
  }

  @Test
  void refusesRequestsAboutAnotherBuild() {
    assertRefused("Build", "web-x86_64", List.of(MAIL));
    assertRefused("Build", "web-x86_64", List.of(new StepRef(MAIL, "install")));
    assertRefused("Build", "web-x86_64", List.of(WEB, MAIL));
  }

  @Test
  void doesNotObeyAWorkflowThatIsNotABuild() {
    assertRefused("Pose", "web-x86_64", List.of(WEB));
  }

  @Test
  void refusesRequestsWithoutABuild() {
    assertRefused("Build", "web-x86_64", List.of());
    assertRefused("Build", "web-x86_64", List.of("web-x86_64-20261122-120000"));
    assertRefused("Build", "web-x86_64", Collections.singletonList(null));
  }

  /** An unknown argument would be refused at the first build that sends it. */
  @Test
  void knowsEveryArgumentTypeOfActivities() {
    List<Class<?>> interfaces =
        List.of(
            CacheActivities.class,
            ClaimActivities.class,
            DeployActivities.class,
            DeployOrderActivities.class,
            HostActivities.class,
            HostRecordActivities.class,
            ImageActivities.class,
            InstallActivities.class,
            LayerActivities.class,
            ProvisionActivities.class,
            RegistryActivities.class,
            StoreActivities.class,
            VerifyActivities.class);

    Set<Class<?>> taken =
        interfaces.stream()
            .flatMap(type -> Stream.of(type.getMethods()))
            .flatMap(method -> Stream.of(method.getParameterTypes()))
            .collect(Collectors.toSet());

    assertEquals(WhomToObey.ARGUMENTS.keySet(), taken);
  }

  private static void assertRefused(String type, String workflowId, List<Object> arguments) {
    ApplicationFailure failure =
        assertThrows(
            ApplicationFailure.class, () -> WhomToObey.requireOwn(type, workflowId, arguments));
    assertEquals(WhomToObey.TYPE, failure.getType());
    assertTrue(failure.isNonRetryable());
  }
}
