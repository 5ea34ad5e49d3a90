package io.pim.tools.aws.fake;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A registered image. */
public final class Ami {
  private final String id;
  private final Params request;
  private final Snap snapshot;
  private final Map<String, String> tags = new TreeMap<>();
  private final Set<String> launchPermissions = new TreeSet<>();
  private int looksLeft;
  private int hiddenLooks;
  private String state = "pending";

  Ami(String id, Params request, Snap snapshot, int looks, int hiddenLooks) {
    this.id = id;
    this.request = request;
    this.snapshot = snapshot;
    this.looksLeft = looks;
    this.hiddenLooks = hiddenLooks;
  }

  public String id() {
    return id;
  }

  public String name() {
    return request.require("Name");
  }

  /** EC2's value: i386 if the request named none. */
  public String architecture() {
    return request.text("Architecture").orElse("i386");
  }

  /** A parameter of the registration; empty if there was none. */
  public String parameter(String name) {
    return request.text(name).orElse("");
  }

  public Snap snapshot() {
    return snapshot;
  }

  public Map<String, String> tags() {
    return tags;
  }

  /** Accounts, and {@code all} for everybody. */
  public Set<String> launchPermissions() {
    return launchPermissions;
  }

  public String state() {
    return state;
  }

  /** EC2 fails to make the image. */
  public void fail() {
    state = "failed";
  }

  Params request() {
    return request;
  }

  boolean look() {
    if (hiddenLooks > 0) {
      hiddenLooks--;
      return false;
    }
    if (state.equals("pending") && looksLeft-- <= 0) {
      state = "available";
    }
    return true;
  }
}
