package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a target, on this host or on another. Nothing is reached before the first act.
 * Every change is on disk when its method returns. Except for the folder itself, links are not
 * followed.
 */
public interface TargetFolder extends AutoCloseable {
  /** Its absolute path on its host. */
  Path path() throws IOException, InterruptedException;

  /** Its place for messages; reaches nothing. */
  String shown();

  /** Whether it is there; a link to a folder counts. */
  boolean isThere() throws IOException, InterruptedException;

  FileKind kind(Path file) throws IOException, InterruptedException;

  long size(Path file) throws IOException, InterruptedException;

  /** Whether this user may add names to a folder and remove them. */
  boolean isWritable(Path folder) throws IOException, InterruptedException;

  /** How many bytes this user may still write; empty where the host does not say. */
  Optional<Long> free() throws IOException, InterruptedException;

  /** The contents of a folder, sorted by name; empty when there is no folder. */
  List<Path> list(Path folder) throws IOException, InterruptedException;

  /** A small file. */
  byte[] read(Path file) throws IOException, InterruptedException;

  /** Writes a small file that everybody may read, replacing an existing one. */
  void write(Path file, byte[] content) throws IOException, InterruptedException;

  /** Where a link leads, as it is written. */
  String readLink(Path link) throws IOException, InterruptedException;

  void makeLink(Path link, String to) throws IOException, InterruptedException;

  /** Makes a folder and its missing parents. */
  void makeFolders(Path folder) throws IOException, InterruptedException;

  /** Renames in one act; what has the new name already is replaced. */
  void move(Path from, Path to) throws IOException, InterruptedException;

  /** Removes a file, a link, or a folder with all that is in it; returns whether it was there. */
  boolean delete(Path file) throws IOException, InterruptedException;

  /** Removes a folder in which nothing is. */
  void deleteIfEmpty(Path folder) throws IOException, InterruptedException;

  /** Makes the file that is brought to the folder, where it is not the image itself. */
  DeployNote prepare(DeployContext context) throws IOException, InterruptedException;

  /** Brings the image into a file, and ensures that it got there. */
  UploadedFile bring(DeployContext context, Path to) throws IOException, InterruptedException;

  /** The file as it is there; read in whole. */
  UploadedFile look(DeployContext context, Path file) throws IOException, InterruptedException;

  @Override
  void close();
}
