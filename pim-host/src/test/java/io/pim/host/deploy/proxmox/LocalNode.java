package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.tools.proxmox.UploadFile;
import io.pim.tools.proxmox.fake.FakeQm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A node without SSH: its folder is on this machine. The worker that uses it can be killed at each
 * act; the node, its files and its jobs stay.
 */
final class LocalNode {
  /** Reports that the worker was killed. */
  static final class KilledError extends Error {
    private static final long serialVersionUID = 1;
  }

  private final FakeQm qm;
  private final Path folder;
  private final Map<String, ImportJob> jobs = new ConcurrentHashMap<>();
  private int acts;
  private int killedAt = Integer.MAX_VALUE;

  LocalNode(FakeQm qm, Path folder) {
    this.qm = qm;
    this.folder = folder;
  }

  /** Kills the worker after the act with this number, counted from now on, starting at 1. */
  void killAfter(int number) {
    acts = 0;
    killedAt = number;
  }

  /** Whether the act has not happened yet. */
  boolean isKillPending() {
    return killedAt != Integer.MAX_VALUE;
  }

  /** The contents of the node's folder. */
  List<String> left() {
    return List.of(Optional.ofNullable(folder.toFile().list()).orElse(new String[0]));
  }

  /** Removes or damages a file of the folder. */
  Path file(String name) {
    return folder.resolve(name);
  }

  private interface Act<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T act(Act<T> act) throws IOException, InterruptedException {
    T done = act.run();
    acts++;
    if (acts == killedAt) {
      killedAt = Integer.MAX_VALUE;
      throw new KilledError();
    }
    return done;
  }

  /** A connection to the node. */
  ImportNode open() {
    return new Connection();
  }

  private final class Connection implements ImportNode {
    @Override
    public String shown() {
      return "the test's node";
    }

    @Override
    public String name() {
      return "pve1";
    }

    @Override
    public Optional<String> hindrance(List<String> command) {
      return Optional.empty();
    }

    @Override
    public String path(String file) {
      return folder.resolve(file).toString();
    }

    @Override
    public Optional<Long> free() {
      return Optional.of(1L << 40);
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
      act(() -> Files.createDirectories(folder));
    }

    @Override
    public List<String> files() {
      return left();
    }

    @Override
    public boolean bring(DeployContext context, UploadFile file)
        throws IOException, InterruptedException {
      Path to = folder.resolve(file.name());
      if (Files.exists(to) && Files.mismatch(file.path(), to) < 0) {
        return false;
      }
      byte[] bytes = Files.readAllBytes(file.path());
      act(() -> Files.write(to, java.util.Arrays.copyOf(bytes, bytes.length / 2)));
      act(() -> Files.write(to, bytes));
      return true;
    }

    @Override
    public void delete(String file) throws IOException, InterruptedException {
      act(() -> Files.deleteIfExists(folder.resolve(file)));
    }

    @Override
    public void leave() throws IOException, InterruptedException {
      act(() -> new File(folder.toString()).delete());
    }

    @Override
    public ImportJob job(String name) {
      return Files.exists(folder.resolve(name + ".lock"))
          ? jobs.getOrDefault(name, ImportJob.NEVER)
          : ImportJob.NEVER;
    }

    @Override
    public void start(String name, List<String> command) throws IOException, InterruptedException {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString());
      }
      act(
          () -> {
            Files.write(folder.resolve(name + ".lock"), new byte[0]);
            FakeQm.Ran ran = qm.run(command.subList(1, command.size()));
            List<String> output = ran.output().lines().toList();
            jobs.put(
                name,
                ran.status() == FakeQm.CUT_OFF
                    ? ImportJob.NEVER
                    : new ImportJob(ImportJob.State.ENDED, ran.status(), output));
            return null;
          });
    }

    @Override
    public void close() {}
  }
}
