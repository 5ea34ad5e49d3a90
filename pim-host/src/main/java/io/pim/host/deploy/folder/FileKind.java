package io.pim.host.deploy.folder;

/** What a name in a target's folder stands for. A link is a link, wherever it leads. */
public enum FileKind {
  NONE,
  FILE,
  FOLDER,
  LINK,
  OTHER
}
