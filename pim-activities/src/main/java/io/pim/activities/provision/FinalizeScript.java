package io.pim.activities.provision;

import io.pim.host.build.Resources;

/** The script that takes out of an installed system what must not be in an image. */
public final class FinalizeScript {
  private FinalizeScript() {}

  public static String text() {
    return Resources.text(FinalizeScript.class, "finalize.sh");
  }
}
