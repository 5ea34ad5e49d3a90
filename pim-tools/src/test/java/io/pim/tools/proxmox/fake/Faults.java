package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults of the next requests. */
public final class Faults {
  /** The way in which a request fails. */
  public enum Kind {
    /** The connection drops before the request has done anything. */
    DROP_BEFORE,
    /** The request does its work, but the connection drops before the answer. */
    DROP_AFTER,
    /** The request does its work, but the contacted node gives up waiting for it. */
    TOO_SLOW,
    /** The API could not start a worker: transient, and nothing was done. */
    NO_WORKER,
    /** Another task holds the lock of the VM. */
    LOCK_TIMEOUT,
    /** Somebody else takes the VM ID just before the request. */
    ID_TAKEN
  }

  private static final class Planned {
    private final String endpoint;
    private final Kind kind;
    private int passes;

    Planned(String endpoint, int passes, Kind kind) {
      this.endpoint = endpoint;
      this.passes = passes;
      this.kind = kind;
    }
  }

  private final List<Planned> planned = new ArrayList<>();
  private final List<String> served = new ArrayList<>();

  /**
   * Makes the next request to an endpoint fail.
   *
   * @param endpoint as in the contract, such as {@code POST /nodes/{node}/qemu}
   */
  public synchronized void next(String endpoint, Kind kind) {
    after(endpoint, 0, kind);
  }

  /** Makes a later request fail, after this many others. */
  public synchronized void after(String endpoint, int passes, Kind kind) {
    planned.add(new Planned(endpoint, passes, kind));
  }

  synchronized Optional<Kind> take(String endpoint) {
    served.add(endpoint);
    for (Planned fault : planned) {
      if (fault.endpoint.equals(endpoint) && fault.passes-- == 0) {
        planned.remove(fault);
        return Optional.of(fault.kind);
      }
    }
    return Optional.empty();
  }

  /** The faults that have not happened yet. */
  public synchronized int left() {
    return planned.size();
  }

  /** The endpoints of all well-formed requests, in order. */
  public synchronized List<String> served() {
    return List.copyOf(served);
  }
}
