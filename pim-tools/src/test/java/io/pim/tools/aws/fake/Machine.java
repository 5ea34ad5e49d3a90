package io.pim.tools.aws.fake;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An instance. */
public final class Machine {
  private final String id;
  private final Params request;
  private final Ami ami;
  private final Boot boot;
  private final Map<String, String> tags = new TreeMap<>();
  private int looksLeft;
  private int hiddenLooks;
  private String state = "pending";

  /**
   * How an instance boots.
   *
   * @param checks the final status of the instance check
   * @param console its output
   * @param latest whether its type shows the console at once
   */
  public record Boot(String checks, String console, boolean latest) {
    /** An instance that boots as Debian's image does. */
    public static final Boot WELL =
        new Boot(
            "ok",
            "[    0.0] Linux version 6.12\r\n\r\nDebian GNU/Linux 13 pim ttyS0\r\n\r\npim login: ",
            true);
  }

  Machine(String id, Params request, Ami ami, Boot boot, int looks, int hiddenLooks) {
    this.id = id;
    this.request = request;
    this.ami = ami;
    this.boot = boot;
    this.looksLeft = looks;
    this.hiddenLooks = hiddenLooks;
  }

  public String id() {
    return id;
  }

  public Ami ami() {
    return ami;
  }

  public Map<String, String> tags() {
    return tags;
  }

  public String state() {
    return state;
  }

  /** A parameter of the launch; empty if there was none. */
  public String parameter(String name) {
    return request.text(name).orElse("");
  }

  /** A parameter of its network interface. */
  public String network(String name) {
    return request.structures("NetworkInterfaces").get(0).text(name).orElse("");
  }

  Boot boot() {
    return boot;
  }

  /** Ends the instance, as a person or the guest itself does. */
  public void end() {
    state = "terminated";
  }

  boolean isThere() {
    return !state.equals("terminated");
  }

  void terminate() {
    if (isThere()) {
      state = "shutting-down";
    }
  }

  boolean look() {
    if (hiddenLooks > 0) {
      hiddenLooks--;
      return false;
    }
    if (state.equals("shutting-down")) {
      state = "terminated";
    } else if (state.equals("pending") && looksLeft-- <= 0) {
      state = "running";
    }
    return true;
  }

  /** The result of one query of the instance check, which takes several queries to pass. */
  Optional<String> check() {
    if (!state.equals("running")) {
      return Optional.empty();
    }
    return Optional.of(looksLeft-- > -2 ? "initializing" : boot.checks());
  }
}
