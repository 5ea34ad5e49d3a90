package io.pim.host.build;

/** What steps work on: a build, or a deployment. Its log masks its secrets. */
public interface Logged {
  BuildLog log();
}
