package io.pim.host.ventoy;

import io.pim.host.ventoy.BlockDevice.Partition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk with Ventoy. It is recognised in the same way as in Ventoy itself (is_disk_contains_ventoy
 * in its ventoy_lib.sh): by the start of the first partition and the size of the second.
 *
 * @param data the partition for ISOs
 * @param boot Ventoy's own
 */
public record VentoyDisk(BlockDevice device, Partition data, Partition boot) {
  private static final long DATA_START_SECTOR = 2048;
  private static final long BOOT_BYTES = 32L << 20;
  private static final int CHUNK = 1 << 20;
  private static final int OVERLAP = 64;

  /** A line of grub.cfg, which is uncompressed in the boot partition's FAT. */
  private static final Pattern VERSION =
      Pattern.compile("VENTOY_VERSION=\"([0-9A-Za-z._-]{1,32})\"");

  public static Optional<VentoyDisk> on(BlockDevice device) {
    Optional<Partition> data =
        device.partition(1).filter(p -> p.startSector() == DATA_START_SECTOR);
    Optional<Partition> boot = device.partition(2).filter(p -> p.bytes() == BOOT_BYTES);
    return data.isPresent() && boot.isPresent()
        ? Optional.of(new VentoyDisk(device, data.get(), boot.get()))
        : Optional.empty();
  }

  /** The version of Ventoy; empty when it cannot be read, for example without root. */
  public Optional<String> version() {
    try (InputStream in = Files.newInputStream(boot.path())) {
      byte[] buffer = new byte[CHUNK + OVERLAP];
      int kept = 0;
      for (int n = in.readNBytes(buffer, 0, CHUNK); n > 0; n = in.readNBytes(buffer, kept, CHUNK)) {
        String text = new String(buffer, 0, kept + n, StandardCharsets.ISO_8859_1);
        Matcher matcher = VERSION.matcher(text);
        if (matcher.find()) {
          return Optional.of(matcher.group(1));
        }
        int from = Math.max(0, kept + n - OVERLAP);
        kept = kept + n - from;
        System.arraycopy(buffer, from, buffer, 0, kept);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The mount of the data partition, if it is mounted. */
  public Optional<BlockDevice.Mount> dataMount() {
    return device.mounts().stream().filter(m -> m.device().equals(data.name())).findFirst();
  }
}
