package io.pim.cli.client;

import io.pim.model.unit.Architecture;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.common.SearchAttributeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selects builds for a list; empty fields select everything. */
public record BuildFilter(
    Optional<BuildState> state, Optional<String> profile, Optional<Architecture> architecture) {

  public static BuildFilter all() {
    return new BuildFilter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether it lets all builds through; not by equals, which Java puts together at run time. */
  public boolean isAll() {
    return state.isEmpty() && profile.isEmpty() && architecture.isEmpty();
  }

  static BuildFilter ofProfile(String name) {
    return new BuildFilter(Optional.empty(), Optional.of(name), Optional.empty());
  }

  /** The query for Temporal's visibility. It may return more than {@link #lets} accepts. */
  String query() {
    List<String> conditions = new ArrayList<>();
    conditions.add("WorkflowType = " + quoted(BuildWorkflow.TYPE));
    profile.ifPresent(name -> conditions.add(equal(BuildAttributes.PROFILE, name)));
    architecture.ifPresent(arch -> conditions.add(equal(BuildAttributes.ARCHITECTURE, arch.id())));
    state.ifPresent(wanted -> conditions.add(condition(wanted)));
    return String.join(" AND ", conditions);
  }

  boolean lets(BuildRow row) {
    return state.map(row.state()::equals).orElse(true)
        && profile.map(row.profile()::equals).orElse(true)
        && architecture.map(Architecture::id).map(row.architecture()::equals).orElse(true);
  }

  /**
   * The condition for a state. For ended builds it uses the service's own status, which is also
   * right when the worker was killed before reporting.
   */
  static String condition(BuildState state) {
    return switch (state) {
      case DONE -> "ExecutionStatus = 'Completed'";
      case CANCELED -> "ExecutionStatus = 'Canceled'";
      case FAILED -> "ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')";
      case RUNNING -> "ExecutionStatus = 'Running'";
      case WAITING, HELD ->
          "ExecutionStatus = 'Running' AND " + equal(BuildAttributes.STATE, state.name());
    };
  }

  static String equal(SearchAttributeKey<String> attribute, String value) {
    return attribute.getName() + " = " + quoted(value);
  }

  /** Quotes a value, so that typed text cannot become part of the query. */
  static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
