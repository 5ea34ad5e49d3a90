package io.pim.tools.aws;

import io.pim.tools.process.Pause;

/** AWS, opened with the credentials that its SDK finds on this host. */
public final class Aws implements AutoCloseable {
  private final AwsClients clients;
  private final AwsCalls calls;
  private final Snapshots snapshots;
  private final Amis amis;
  private final Account account;

  /** Opens AWS; nothing is sent yet. */
  public Aws(AwsAccess access, Pause pause) {
    clients = new AwsClients(access);
    calls = new AwsCalls(pause);
    snapshots = new Snapshots(clients, calls);
    amis = new Amis(clients, calls);
    account = new Account(clients, calls);
  }

  public Snapshots snapshots() {
    return snapshots;
  }

  public Amis amis() {
    return amis;
  }

  public Account account() {
    return account;
  }

  @Override
  public void close() {
    clients.close();
  }
}
