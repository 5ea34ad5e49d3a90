package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a target, on this host or on another. It connects on first use. Every change is on
 * disk when its method returns. Except for the folder itself, links are not followed.
 */
public interface TargetFolder extends AutoCloseable {
  /** Its absolute path on its host. */
  Path path() throws IOException, InterruptedException;

  /** Its place for messages, without connecting. */
  String shown();

  /** Whether it exists; a link to a folder counts. */
  boolean isThere() throws IOException, InterruptedException;

  FileKind kind(Path file) throws IOException, InterruptedException;

  long size(Path file) throws IOException, InterruptedException;

  /** Whether this user may add names to a folder and remove them. */
  boolean isWritable(Path folder) throws IOException, InterruptedException;

  /** The bytes that this user may still write; empty if the host does not report it. */
  Optional<Long> free() throws IOException, InterruptedException;

  /** The contents of a folder, sorted by name; empty when there is no folder. */
  List<Path> list(Path folder) throws IOException, InterruptedException;

  /** Reads a small file. */
  byte[] read(Path file) throws IOException, InterruptedException;

  /** Writes a small file that everybody may read, replacing an existing one. */
  void write(Path file, byte[] content) throws IOException, InterruptedException;

  /** Reads the target of a link. */
  String readLink(Path link) throws IOException, InterruptedException;

  void makeLink(Path link, String to) throws IOException, InterruptedException;

  /** Makes a folder and its missing parents. */
  void makeFolders(Path folder) throws IOException, InterruptedException;

  /** Renames in one act, and replaces an entry of the new name. */
  void move(Path from, Path to) throws IOException, InterruptedException;

  /** Removes a file, a link, or a folder with its contents. Returns whether it existed. */
  boolean delete(Path file) throws IOException, InterruptedException;

  /** Removes a folder if it is empty. */
  void deleteIfEmpty(Path folder) throws IOException, InterruptedException;

  /** Makes the file to transfer, unless it is the image itself. */
  DeployNote prepare(DeployContext context) throws IOException, InterruptedException;

  /** Transfers the image into a file, and verifies the result. */
  UploadedFile bring(DeployContext context, Path to) throws IOException, InterruptedException;

  /** The size and digest of a file. Reads the whole file. */
  UploadedFile look(DeployContext context, Path file) throws IOException, InterruptedException;

  @Override
  void close();
}
