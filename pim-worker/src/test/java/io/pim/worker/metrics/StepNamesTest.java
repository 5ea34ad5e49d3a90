package io.pim.worker.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.plan.StepKind;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.LayerActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StoreActivities;
import io.pim.workflows.activity.VerifyActivities;
import io.temporal.common.metadata.POJOActivityInterfaceMetadata;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepNamesTest {
  /** Activities that prepare or clean up, or that belong to a neighbouring step. */
  private static final Set<String> NO_STEPS =
      Set.of(
          "Open",
          "Reopen",
          "StopMachines",
          "Release",
          "CleanUp",
          "Publish",
          "LayerPush",
          "LayerTake",
          "DeployOpen",
          "DeployUndo",
          "DeployClose",
          "RequestFor",
          "Report",
          "Obey");

  @Test
  void everyKindOfStepHasAnActivity() {
    Set<StepKind> kinds = new HashSet<>(StepKind.inOrder());
    kinds.add(StepKind.PUSH);
    assertEquals(kinds, new HashSet<>(StepNames.OF_BUILDS.values()));
  }

  /** A renamed or added activity must not vanish from the metrics. */
  @Test
  void everyActivityIsAStepOrAKnownException() {
    Set<String> named = new TreeSet<>(NO_STEPS);
    named.addAll(StepNames.OF_BUILDS.keySet());
    named.addAll(StepNames.OF_DEPLOYMENTS);
    Set<String> all =
        Stream.of(
                CacheActivities.class,
                ClaimActivities.class,
                DeployActivities.class,
                DeployOrderActivities.class,
                HostRecordActivities.class,
                HostActivities.class,
                ImageActivities.class,
                InstallActivities.class,
                LayerActivities.class,
                ProvisionActivities.class,
                RegistryActivities.class,
                StoreActivities.class,
                VerifyActivities.class)
            .flatMap(
                type ->
                    POJOActivityInterfaceMetadata.newInstance(type).getMethodsMetadata().stream())
            .map(method -> method.getActivityTypeName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(all, named);
  }

  @Test
  void namesAreValidLabels() {
    assertEquals(Optional.of("script"), StepNames.of("RunScript"));
    assertEquals(Optional.of("deploy_upload"), StepNames.of("DeployUpload"));
    assertEquals(Optional.of("deploy_switch_to"), StepNames.of("DeploySwitchTo"));
    assertEquals(Optional.empty(), StepNames.of("CleanUp"));
    assertEquals(Optional.empty(), StepNames.of("Strange"));
  }
}
