package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.tools.proxmox.UploadFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A node, reached beside its API: a private folder for uploads, and jobs in it that outlive the
 * connection. Files and jobs are found by their names.
 */
interface ImportNode extends AutoCloseable {
  /** For people: user, host and port. */
  String shown();

  /** The node's name in the cluster. */
  String name() throws IOException, InterruptedException;

  /** What keeps the user from such a command of {@code qm}, for people; empty for nothing. */
  Optional<String> hindrance(List<String> command) throws IOException, InterruptedException;

  /** The path of a file of the folder there. */
  String path(String file) throws IOException, InterruptedException;

  /** How many bytes fit into the folder, or into where it will be; empty where that is not told. */
  Optional<Long> free() throws IOException, InterruptedException;

  /** Makes the folder, where it is not there; refuses one that others may read or change. */
  void prepare() throws IOException, InterruptedException;

  /** The names of the files in the folder, those of jobs with them. */
  List<String> files() throws IOException, InterruptedException;

  /** Brings a file into the folder. Returns whether anything was sent. */
  boolean bring(DeployContext context, UploadFile file) throws IOException, InterruptedException;

  /** Removes a file, where it is there. */
  void delete(String file) throws IOException, InterruptedException;

  /** Removes the folder, where nothing is in it. */
  void leave() throws IOException, InterruptedException;

  /** How far a job is. */
  ImportJob job(String name) throws IOException, InterruptedException;

  /**
   * Starts a command as root, unless the job runs already.
   *
   * @param name of the job; it is in the names of the job's files
   */
  void start(String name, List<String> command) throws IOException, InterruptedException;

  @Override
  void close();
}
