package io.pim.workflows.host;

import io.pim.model.files.Names;
import io.pim.workflows.message.HostOrder;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.Optional;

/**
 * The record of one host. The host's worker starts it and is the only one that runs it, so the
 * workflow of a host without a worker waits: its last report stays readable, and orders reach it
 * when its worker is back.
 */
@WorkflowInterface
public interface HostWorkflow {
  /** The workflow type's name. */
  String TYPE = "Host";

  /** The name of the signal that carries an order. */
  String ORDER = "order";

  /** Begins the workflow's id. A profile's name contains no colon, so no build has such an id. */
  String ID_PREFIX = "host:";

  /** The workflow of a host. */
  static String workflowId(String hostId) {
    return ID_PREFIX + hostId;
  }

  /** The host whose workflow this is; empty for any other workflow. */
  static Optional<String> hostOf(String workflowId) {
    return Optional.of(workflowId)
        .filter(id -> id.startsWith(ID_PREFIX))
        .map(id -> id.substring(ID_PREFIX.length()))
        .filter(Names::isPlain);
  }

  /**
   * Keeps the record until somebody ends it.
   *
   * @param state the host's state when its worker started the workflow
   */
  @WorkflowMethod(name = TYPE)
  void keep(HostOrder state);

  /** Gives the host an order. The newest one counts. */
  @SignalMethod(name = ORDER, description = "Drain or undrain the host (pim worker drain)")
  void order(HostOrder order);
}
