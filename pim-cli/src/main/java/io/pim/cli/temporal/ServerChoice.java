package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Chooses the server to start: Temporal's own, or the last resort when that is not available. */
record ServerChoice(TemporalBinary binary, Path database, Consumer<String> say) {
  static final String LAST_RESORT =
      "PIM's in-memory Temporal server: builds work, but are lost when it ends.";

  ServerProgram choose() throws InterruptedException {
    try {
      return new ServerProgram.OnDisk(binary.locate(), database);
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.TOOL_MISSING || binary.isConfigured()) {
        throw e;
      }
      say.accept(e.report().what() + ": " + e.report().todo() + ".");
      return new ServerProgram.InMemory();
    }
  }
}
