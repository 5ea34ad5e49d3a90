package io.pim.host.deploy.aws;

import java.util.regex.Pattern;

/** The output of an instance's serial console: text of a guest, which is not trusted. */
record BootConsole(String text) {
  private static final Pattern END =
      Pattern.compile(
          "[Cc]loud-init v\\. ?\\S{1,40} finished at |(^|\\s)login: ?", Pattern.MULTILINE);

  /** Whether there is no output: the image prints none, or AWS has not collected any. */
  boolean isEmpty() {
    return text.isBlank();
  }

  /** Whether the boot has ended: with cloud-init's last line or a login prompt. */
  boolean showsTheEnd() {
    return END.matcher(text).find();
  }
}
