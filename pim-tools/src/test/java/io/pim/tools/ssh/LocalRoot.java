package io.pim.tools.ssh;

import java.io.IOException;
import java.nio.file.Path;

/** This machine as a guest with a root login. */
public final class LocalRoot implements AutoCloseable {
  private final MinaGuest guest;
  private final SshSession session;

  public LocalRoot(Path folder) throws IOException {
    SshKeyPair key = SshKeyPair.at(folder.resolve("local-root"));
    this.guest = MinaGuest.start(folder, MinaGuest.Setup.withPassword("unused").withKey(key));
    this.session = Guests.login(guest, key, folder);
  }

  public RootShell shell() throws InterruptedException {
    return RootShell.find(session, java.util.Optional.empty());
  }

  @Override
  public void close() throws IOException {
    session.close();
    guest.close();
  }
}
