package io.pim.host.store;

import io.pim.model.files.BuildId;
import java.io.IOException;
import java.util.Set;

/** Knows the builds that have something on this host which only their end takes away. */
@FunctionalInterface
public interface UnfinishedBuilds {
  Set<BuildId> list() throws IOException;
}
