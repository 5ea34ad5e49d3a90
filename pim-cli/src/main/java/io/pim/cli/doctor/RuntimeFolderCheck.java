package io.pim.cli.doctor;

import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.RuntimeFolder;
import java.io.IOException;
import java.time.Instant;

/**
 * Whether the folder of sockets belongs to this user, and its path is short enough for a socket.
 */
record RuntimeFolderCheck(PimFolders folders) implements Check {
  private static final String USUAL_PROFILE = "developer";

  @Override
  public String subject() {
    return "Folder for sockets";
  }

  @Override
  public Finding look() throws IOException {
    String build = BuildId.startedAt(USUAL_PROFILE, Architecture.X86_64, Instant.EPOCH).text();
    RuntimeFolder.look(folders.vm(build));
    return new FolderCheck("sockets", folders.runtime()).look();
  }
}
