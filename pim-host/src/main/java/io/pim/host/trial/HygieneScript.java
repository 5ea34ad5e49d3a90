package io.pim.host.trial;

import io.pim.host.build.Resources;

/** The script that looks into a booted copy of an image for what must, and must not, be there. */
public final class HygieneScript {
  private HygieneScript() {}

  public static String text() {
    return Resources.text(HygieneScript.class, "hygiene.sh");
  }
}
