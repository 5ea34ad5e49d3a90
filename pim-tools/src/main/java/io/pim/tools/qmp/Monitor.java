package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What PIM asks of a running QEMU, in its own words. Fails as {@link QmpClient} does. */
public final class Monitor implements AutoCloseable {
  /** Emulation on a busy host holds QEMU's main loop up for seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final QmpClient client;

  public Monitor(QmpClient client) {
    this.client = client;
  }

  /** Connects; the limit covers the greeting too, which a busy QEMU keeps others waiting for. */
  public static Monitor connect(Path socket, Duration limit) throws IOException {
    return new Monitor(QmpClient.connect(socket, limit));
  }

  /** The name the virtual machine was started with. */
  public String queryName() throws IOException {
    return ask("query-name").path("name").asText();
  }

  public RunState queryStatus() throws IOException {
    return RunState.of(ask("query-status").path("status").asText());
  }

  /** Whether it was for want of space on the host that a disk could not be written. */
  public boolean isOutOfSpace() throws IOException {
    for (JsonNode drive : ask("query-block")) {
      if (drive.path("io-status").asText().equals("nospace")) {
        return true;
      }
    }
    return false;
  }

  /** Presses the power button; a guest may take its time, or not listen at all. */
  public void systemPowerdown() throws IOException {
    ask("system_powerdown");
  }

  /** Ends QEMU at once; what it has not written out, it writes out. */
  public void quit() throws IOException {
    ask("quit");
  }

  /**
   * The file QEMU writes a drive to now.
   *
   * @param device the drive's {@code id} on the command line
   */
  public Path activeDisk(String device) throws IOException {
    return disk(device).activeFile();
  }

  /**
   * Makes an overlay, which must exist, the file a drive is written to. QEMU then holds the file
   * before it open for reading only; that may be renamed. Does nothing where it is done already.
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
