package io.pim.tools.aws;

import io.pim.tools.process.Pause;

/** AWS, opened with the credentials that its SDK finds on this host. */
public final class Aws implements AutoCloseable {
  private final AwsClients clients;
  private final AwsCalls calls;
  private final Snapshots snapshots;
  private final Amis amis;
  private final Account account;
  private final MultipartUploads uploads;
  private final StoredObjects objects;
  private final BucketAccess buckets;
  private final Imports imports;
  private final ImportRole importRole;
  private final Instances instances;

  /** Opens AWS; nothing is sent yet. */
  public Aws(AwsAccess access, Pause pause) {
    clients = new AwsClients(access);
    calls = new AwsCalls(pause);
    snapshots = new Snapshots(clients, calls);
    amis = new Amis(clients, calls);
    account = new Account(clients, calls);
    uploads = new MultipartUploads(clients, calls);
    objects = new StoredObjects(clients, calls);
    buckets = new BucketAccess(clients, calls);
    imports = new Imports(clients, calls);
    importRole = new ImportRole(clients, access);
    instances = new Instances(clients, calls);
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

  public MultipartUploads uploads() {
    return uploads;
  }

  public StoredObjects objects() {
    return objects;
  }

  public BucketAccess buckets() {
    return buckets;
  }

  public Imports imports() {
    return imports;
  }

  public ImportRole importRole() {
    return importRole;
  }

  public Instances instances() {
    return instances;
  }

  @Override
  public void close() {
    clients.close();
  }
}
