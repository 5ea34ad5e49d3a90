package io.pim.cli.worker.install;

import io.pim.tools.process.Finished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The machine that an installation changes. Tests have one in a folder. */
public interface Machine {
  /** The path by which this process reaches a path of the machine. */
  Path at(Path path);

  /** Runs a program of the machine and waits for it. */
  Finished run(List<String> argv) throws InterruptedException;

  /** The owner of a file or folder that exists; of a link itself, not of its target. */
  Owner ownerOf(Path path) throws IOException;

  /** Changes the owner of a file or folder; of a link itself, not of its target. */
  void give(Path path, Owner owner) throws IOException;
}
