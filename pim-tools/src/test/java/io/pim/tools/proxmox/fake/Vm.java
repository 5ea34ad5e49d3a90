package io.pim.tools.proxmox.fake;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A VM, or a template. All its state is guarded by the lock of the cluster. */
public final class Vm {
  private final int vmid;
  private final String node;
  private final Map<String, String> config = new TreeMap<>();
  private String lock = "";
  private String pool = "";
  private boolean running;
  private int silentPings;

  Vm(int vmid, String node) {
    this.vmid = vmid;
    this.node = node;
  }

  public int vmid() {
    return vmid;
  }

  public String node() {
    return node;
  }

  public Map<String, String> config() {
    return config;
  }

  public Optional<String> option(String name) {
    return Optional.ofNullable(config.get(name));
  }

  public String name() {
    return config.getOrDefault("name", "VM " + vmid);
  }

  public boolean isTemplate() {
    return "1".equals(config.get("template"));
  }

  public boolean isRunning() {
    return running;
  }

  void setRunning(boolean on) {
    running = on;
  }

  public String lock() {
    return lock;
  }

  public void setLock(String reason) {
    lock = reason;
  }

  public String pool() {
    return pool;
  }

  void setPool(String name) {
    pool = name;
  }

  /** Sets the number of pings that this VM's agent leaves unanswered, as while the guest boots. */
  void setSilentPings(int times) {
    silentPings = times;
  }

  boolean answersPing() {
    return silentPings-- <= 0;
  }

  boolean hasAgent() {
    return option("agent")
        .filter(value -> value.matches("(enabled=)?(1|on|yes|true)(,.*)?"))
        .isPresent();
  }
}
