package io.pim.tools.libvirt;

import io.pim.model.failure.BuildFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The volumes of one storage pool. Names are PIM's own: letters, digits and {@code . _ + -}, the
 * first a letter or digit, so that virsh takes none for an option.
 */
public final class StoragePool {
  private static final Duration LIMIT = Duration.ofHours(6);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

  private final Virsh virsh;
  private final String name;

  public StoragePool(Virsh virsh, String name) {
    this.virsh = virsh;
    this.name = plain(name);
  }

  private static String plain(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not a name for virsh");
    }
    return name;
  }

  public String name() {
    return name;
  }

  public PoolInfo info() throws InterruptedException {
    boolean active =
        virsh.ask("pool-info", name).lines().anyMatch(line -> line.matches("State:\\s+running"));
    LibvirtXml xml = LibvirtXml.parse(virsh.ask("pool-dumpxml", name), virsh.address());
    return new PoolInfo(xml.attribute("type"), active, xml.number("available"));
  }

  /** The volumes whose names PIM could have given. */
  public List<String> volumes() throws InterruptedException {
    return rows().stream().map(Row::name).filter(volume -> NAME.matcher(volume).matches()).toList();
  }

  /**
   * The paths of all volumes that overlays stand on, whoever made the overlays; some overlays are
   * left out.
   */
  public Set<String> backingPaths(List<String> except) throws InterruptedException {
    Set<String> paths = new HashSet<>();
    for (Row row : rows()) {
      if (!except.contains(row.name())) {
        String xml = virsh.ask("vol-dumpxml", "--vol", row.path());
        VolumeInfo.from(LibvirtXml.parse(xml, virsh.address())).backing().ifPresent(paths::add);
      }
    }
    return paths;
  }

  /** A line of virsh's table. Names contain no slash, and each path ends with its name. */
  private record Row(String name, String path) {
    static Stream<Row> of(String line) {
      int slash = line.indexOf('/');
      return slash < 0
          ? Stream.empty()
          : Stream.of(new Row(line.substring(0, slash).strip(), line.substring(slash).strip()));
    }
  }

  private List<Row> rows() throws InterruptedException {
    return virsh
        .ask("vol-list", name)
        .lines()
        .flatMap(Row::of)
        .filter(row -> row.path().endsWith("/" + row.name()))
        .toList();
  }

  /** An existing volume. */
  public VolumeInfo volume(String volume) throws InterruptedException {
    return VolumeInfo.from(LibvirtXml.parse(xml(volume), virsh.address()));
  }

  private String xml(String volume) throws InterruptedException {
    return virsh.ask("vol-dumpxml", plain(volume), "--pool", name);
  }

  /**
   * Makes a volume of exactly that size. It is raw, so that the daemon writes nothing into it;
   * after the upload it detects the format.
   */
  public void create(String volume, long bytes) throws InterruptedException {
    virsh.ask(
        "vol-create-as",
        name,
        plain(volume),
        Long.toString(bytes),
        "--allocation",
        "0",
        "--format",
        "raw");
  }

  /**
   * Makes a qcow2 volume that is an overlay of another volume.
   *
   * @param bytes of the disk that a guest sees
   * @param format of the other volume
   */
  public void createOverlay(String volume, long bytes, String of, String format)
      throws InterruptedException {
    virsh.ask(
        "vol-create-as",
        name,
        plain(volume),
        Long.toString(bytes),
        "--format",
        "qcow2",
        "--backing-vol",
        plain(of),
        "--backing-vol-format",
        format);
  }

  /** Fills a new volume from a file; holes in the file stay holes. */
  public void upload(String volume, Path file, DoubleConsumer progress)
      throws InterruptedException {
    virsh.run(
        LIMIT,
        () -> progress.accept(filled(volume)),
        "vol-upload",
        plain(volume),
        file.toAbsolutePath().toString(),
        "--pool",
        name,
        "--sparse");
  }

  /** The number of bytes allocated to a volume; 0 if the daemon does not report it now. */
  private double filled(String volume) {
    try {
      LibvirtXml xml = LibvirtXml.parse(xml(volume), virsh.address());
      return Math.min(1, (double) xml.number("allocation") / Math.max(1, xml.number("capacity")));
    } catch (BuildFailure e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /**
   * Copies the beginning of a volume into a new file.
   *
   * @param tick called about once a second; an exception from it ends the copy
   */
  public void download(String volume, Path file, long bytes, Runnable tick)
      throws InterruptedException {
    virsh.run(
        LIMIT,
        tick,
        "vol-download",
        plain(volume),
        file.toAbsolutePath().toString(),
        "--pool",
        name,
        "--length",
        Long.toString(bytes),
        "--sparse");
  }

  /**
   * The text of a small volume; empty if it is larger than {@code most}. The text comes through a
   * pipe, so that no file is left on this host if PIM is killed meanwhile.
   */
  public Optional<String> read(String volume, int most) throws InterruptedException {
    long bytes = volume(volume).bytes();
    return bytes > most
        ? Optional.empty()
        : Optional.of(
            virsh.ask(
                "vol-download",
                plain(volume),
                "/dev/stdout",
                "--pool",
                name,
                "--length",
                Long.toString(bytes)));
  }

  public void delete(String volume) throws InterruptedException {
    virsh.ask("vol-delete", plain(volume), "--pool", name);
  }
}
