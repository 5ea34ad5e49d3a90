package io.pim.host.deploy.directory;

/** What a name in a target's folder stands for. A link is a link, wherever it leads. */
enum FileKind {
  NONE,
  FILE,
  FOLDER,
  LINK,
  OTHER
}
