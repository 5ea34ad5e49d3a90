package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.tools.proxmox.UploadFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A node, reached without its API. It has a private folder for uploads, and runs jobs that outlive
 * the connection. Files and jobs are found by their names.
 */
interface ImportNode extends AutoCloseable {
  /** Its user, host and port, for messages. */
  String shown();

  /** The node's name in the cluster. */
  String name() throws IOException, InterruptedException;

  /** Why the user cannot run such a command of {@code qm}, for people; empty if the user can. */
  Optional<String> hindrance(List<String> command) throws IOException, InterruptedException;

  /** The path of a file in the folder there. */
  String path(String file) throws IOException, InterruptedException;

  /** The free bytes where the folder is or will be; empty if the server does not report it. */
  Optional<Long> free() throws IOException, InterruptedException;

  /** Makes the folder if it is missing. Refuses a folder that others may write to. */
  void prepare() throws IOException, InterruptedException;

  /** The names of all files in the folder, including those of jobs. */
  List<String> files() throws IOException, InterruptedException;

  /** Transfers a file into the folder. Returns whether anything was sent. */
  boolean bring(DeployContext context, UploadFile file) throws IOException, InterruptedException;

  /** Removes a file if it exists. */
  void delete(String file) throws IOException, InterruptedException;

  /** Removes the folder if it is empty. */
  void leave() throws IOException, InterruptedException;

  /** Returns the state of a job. */
  ImportJob job(String name) throws IOException, InterruptedException;

  /**
   * Starts a command as root, unless the job already runs.
   *
   * @param name of the job, with which the names of its files begin
   */
  void start(String name, List<String> command) throws IOException, InterruptedException;

  @Override
  void close();
}
