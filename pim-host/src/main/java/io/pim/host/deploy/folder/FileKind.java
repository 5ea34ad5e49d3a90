package io.pim.host.deploy.folder;

/** The kind of an entry in a target's folder. Links are not followed. */
public enum FileKind {
  NONE,
  FILE,
  FOLDER,
  LINK,
  OTHER
}
