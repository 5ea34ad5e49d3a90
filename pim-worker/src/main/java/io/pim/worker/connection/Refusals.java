package io.pim.worker.connection;

import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses payloads. It logs once for each place, because a stranger may send any number of them.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** The failure type of an activity whose payload was refused. */
  static final String TYPE = PayloadRefused.class.getName();

  /** Bounded, because a stranger can invent any number of places. */
  private static final int REMEMBERED = 1000;

  private final Set<String> logged = new LinkedHashSet<>();

  /** The refusal of a payload that is not PIM's. */
  RuntimeException stranger(PayloadPlace place, String why) {
    String message = "Refused a payload of " + place + ": " + why + ".";
    logOnce(message);
    return place.isOfActivity() ? ofActivity(message) : new PayloadRefused(message);
  }

  /**
   * The refusal of a payload signed with another key file. The workflow does not fail, because the
   * worker of a host with the right key may take it.
   */
  RuntimeException otherKey(PayloadPlace place, String needed, String here) {
    String message =
        "Refused a payload of "
            + place
            + ": it is signed with key "
            + (needed.matches("[0-9a-f]{8}") ? needed : "that has no id")
            + ", and this host has key "
            + here
            + ". Hosts that share builds need the same seal.key.";
    logOnce(message);
    return place.isOfActivity() ? ofActivity(message) : new DataConverterException(message);
  }

  /** Adds no details, because they would be signed with a key that the other side may not have. */
  private static ApplicationFailure ofActivity(String message) {
    return ApplicationFailure.newNonRetryableFailure(message, TYPE);
  }

  private void logOnce(String message) {
    boolean isNew;
    synchronized (logged) {
      isNew = logged.add(message);
      if (logged.size() > REMEMBERED) {
        logged.remove(logged.iterator().next());
      }
    }
    if (isNew) {
      LOG.warn("{}", message);
    }
  }
}
