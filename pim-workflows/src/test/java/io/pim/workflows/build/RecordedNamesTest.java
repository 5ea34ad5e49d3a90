package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.LayerActivities;
import io.pim.workflows.activity.ProvisionActivities;
import io.pim.workflows.activity.RegistryActivities;
import io.pim.workflows.activity.StoreActivities;
import io.pim.workflows.activity.VerifyActivities;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.metadata.POJOActivityInterfaceMetadata;
import io.temporal.common.metadata.POJOActivityMethodMetadata;
import io.temporal.common.metadata.POJOWorkflowInterfaceMetadata;
import io.temporal.common.metadata.POJOWorkflowMethodMetadata;
import io.temporal.common.metadata.WorkflowMethodType;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Names that current builds, the Web UI and older PIMs use: a name in a recorded history must stay
 * as long as such a build can be held.
 */
class RecordedNamesTest {
  private static final POJOWorkflowInterfaceMetadata WORKFLOW =
      POJOWorkflowInterfaceMetadata.newInstance(BuildWorkflow.class);

  @Test
  void workflowTypesAreKept() throws Exception {
    requireAll(
        Set.of(WORKFLOW.getWorkflowType().orElseThrow()),
        recorded(
            HistoryEvent::hasWorkflowExecutionStartedEventAttributes,
            e -> e.getWorkflowExecutionStartedEventAttributes().getWorkflowType().getName()));
  }

  @Test
  void activityTypesAreKept() throws Exception {
    Set<String> known =
        Stream.of(
                CacheActivities.class,
                ClaimActivities.class,
                DeployOrderActivities.class,
                HostActivities.class,
                ImageActivities.class,
                InstallActivities.class,
                LayerActivities.class,
                ProvisionActivities.class,
                RegistryActivities.class,
                StoreActivities.class,
                VerifyActivities.class)
            .flatMap(
                a -> POJOActivityInterfaceMetadata.newInstance(a).getMethodsMetadata().stream())
            .map(POJOActivityMethodMetadata::getActivityTypeName)
            .collect(Collectors.toSet());

    requireAll(
        known,
        recorded(
            HistoryEvent::hasActivityTaskScheduledEventAttributes,
            e -> e.getActivityTaskScheduledEventAttributes().getActivityType().getName()));
  }

  @Test
  void signalsAreKept() throws Exception {
    requireAll(
        names(WorkflowMethodType.SIGNAL),
        recorded(
            HistoryEvent::hasWorkflowExecutionSignaledEventAttributes,
            e -> e.getWorkflowExecutionSignaledEventAttributes().getSignalName()));
  }

  @Test
  void updatesAreKept() throws Exception {
    requireAll(
        names(WorkflowMethodType.UPDATE),
        recorded(
            HistoryEvent::hasWorkflowExecutionUpdateAcceptedEventAttributes,
            e ->
                e.getWorkflowExecutionUpdateAcceptedEventAttributes()
                    .getAcceptedRequest()
                    .getInput()
                    .getName()));
  }

  /** No history contains queries, but older command lines send them. */
  @Test
  void queriesAreKept() {
    assertEquals(Set.of("status", "plan", "terms"), names(WorkflowMethodType.QUERY));
  }

  private static Set<String> names(WorkflowMethodType type) {
    return WORKFLOW.getMethodsMetadata().stream()
        .filter(method -> method.getType() == type)
        .map(POJOWorkflowMethodMetadata::getName)
        .collect(Collectors.toSet());
  }

  private static Set<String> recorded(
      Predicate<HistoryEvent> kind, Function<HistoryEvent, String> name) throws Exception {
    return Histories.OF_BUILDS.allEvents().stream()
        .filter(kind)
        .map(name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void requireAll(Set<String> known, Set<String> recorded) {
    assertFalse(recorded.isEmpty(), "no history has any");
    Set<String> lost = new TreeSet<>(recorded);
    lost.removeAll(known);
    assertEquals(Set.of(), lost, "builds under way need these");
  }
}
