package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The questions and commands that PIM sends to a running QEMU. Failures are those of {@link
 * QmpClient}.
 */
public final class Monitor implements AutoCloseable {
  /** Emulation on a busy host can block QEMU's main loop for seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final QmpClient client;

  public Monitor(QmpClient client) {
    this.client = client;
  }

  /** Connects. The limit includes the greeting, which a busy QEMU may delay. */
  public static Monitor connect(Path socket, Duration limit) throws IOException {
    return new Monitor(QmpClient.connect(socket, limit));
  }

  /** The name with which the virtual machine was started. */
  public String queryName() throws IOException {
    return ask("query-name").path("name").asText();
  }

  public RunState queryStatus() throws IOException {
    return RunState.of(ask("query-status").path("status").asText());
  }

  /**
   * The reason why the machine stopped. QEMU reports it once, so it is known only if this monitor
   * was connected then and has read an answer since.
   *
   * @return QEMU's word; empty if the machine did not stop, or the reason is unknown
   */
  public String shutdownReason() {
    return client.shutdownReason();
  }

  /** Waits until the guest's processors stop for any reason, at most for the limit. */
  public void awaitStop(Duration limit) throws IOException {
    client.awaitStop(limit);
  }

  /**
   * Makes a reset of the guest stop the machine, as a power-off does.
   *
   * @return false if QEMU is older than 6.0 and cannot do that
   */
  public boolean stopAtReset() throws IOException {
    try {
      client.execute("set-action", Map.of("reboot", "shutdown"), LIMIT);
      return true;
    } catch (QmpException e) {
      if (e.isUnknownCommand()) {
        return false;
      }
      throw e;
    }
  }

  /** Makes a reset of the guest boot it again, as usual; does nothing on QEMU before 6.0. */
  public boolean bootAtReset() throws IOException {
    try {
      client.execute("set-action", Map.of("reboot", "reset"), LIMIT);
      return true;
    } catch (QmpException e) {
      if (e.isUnknownCommand()) {
        return false;
      }
      throw e;
    }
  }

  /** Whether a disk could not be written because the host's disk is full. */
  public boolean isOutOfSpace() throws IOException {
    for (JsonNode drive : ask("query-block")) {
      if (drive.path("io-status").asText().equals("nospace")) {
        return true;
      }
    }
    return false;
  }

  /** QEMU's version with that of its package. Another version may read saved memory differently. */
  public String queryVersion() throws IOException {
    JsonNode version = ask("query-version");
    JsonNode qemu = version.path("qemu");
    return "%d.%d.%d %s"
        .formatted(
            qemu.path("major").asInt(),
            qemu.path("minor").asInt(),
            qemu.path("micro").asInt(),
            version.path("package").asText())
        .strip();
  }

  /** Stops the guest's processors, after QEMU has written pending data to the disks. */
  public void stop() throws IOException {
    ask("stop");
  }

  /** Continues the guest's processors. */
  public void cont() throws IOException {
    ask("cont");
  }

  /**
   * Writes the machine's memory and the state of its devices, without its disks, into an empty
   * qcow2 file. QEMU answers no query meanwhile.
   */
  public void saveMemory(Path file) throws IOException {
    new MemoryFile(client, LIMIT).save(file);
  }

  /**
   * Reads memory and devices from such a file into a machine that has the same arguments and has
   * not run yet. The file stays unchanged.
   *
   * @param scratch an empty qcow2 file, somewhat larger than {@code file}; useless afterwards
   */
  public void loadMemory(Path file, Path scratch) throws IOException {
    new MemoryFile(client, LIMIT).load(file, scratch);
  }

  /** Presses the power button. A guest may take its time, or ignore it. */
  public void systemPowerdown() throws IOException {
    ask("system_powerdown");
  }

  /** Ends QEMU at once; it first writes out its pending data. */
  public void quit() throws IOException {
    ask("quit");
  }

  /**
   * The file to which QEMU now writes a drive.
   *
   * @param device the drive's {@code id} on the command line
   */
  public Path activeDisk(String device) throws IOException {
    return disk(device).activeFile();
  }

  /**
   * Makes an existing overlay the file to which a drive is written. QEMU then has the previous file
   * open for reading only, so that file may be renamed. Does nothing if that was done before.
   */
  public void snapshotTo(String device, Path overlay) throws IOException {
    disk(device).snapshotTo(overlay);
  }

  /**
   * Whether a program in the guest has opened its end of a channel.
   *
   * @param channel the character device's id on the command line
   */
  public boolean isOpenInGuest(String channel) throws IOException {
    for (JsonNode device : ask("query-chardev")) {
      if (device.path("label").asText().equals(channel)) {
        return device.path("frontend-open").asBoolean();
      }
    }
    return false;
  }

  public BlockStats blockStats() throws IOException {
    long read = 0;
    long written = 0;
    long operations = 0;
    for (JsonNode drive : ask("query-blockstats")) {
      JsonNode stats = drive.path("stats");
      read += stats.path("rd_bytes").asLong();
      written += stats.path("wr_bytes").asLong();
      operations += stats.path("rd_operations").asLong() + stats.path("wr_operations").asLong();
    }
    return new BlockStats(read, written, operations);
  }

  private Drive disk(String device) {
    return new Drive(client, device, LIMIT);
  }

  private JsonNode ask(String command) throws IOException {
    return client.execute(command, Map.of(), LIMIT);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
