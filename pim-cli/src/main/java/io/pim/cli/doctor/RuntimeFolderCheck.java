package io.pim.cli.doctor;

import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.RuntimeFolder;
import java.io.IOException;
import java.time.Instant;

/** The folder of sockets: nobody else's, and with a path short enough for one. */
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
