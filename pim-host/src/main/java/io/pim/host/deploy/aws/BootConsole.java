package io.pim.host.deploy.aws;

import java.util.regex.Pattern;

/** What an instance has printed on its serial console: text of a guest, which is not trusted. */
record BootConsole(String text) {
  private static final Pattern END =
      Pattern.compile(
          "[Cc]loud-init v\\. ?\\S{1,40} finished at |(^|\\s)login: ?", Pattern.MULTILINE);

  /** Whether the image prints nothing there, or AWS has nothing of it. */
  boolean isEmpty() {
    return text.isBlank();
  }

  /** Whether the boot has come to its end: cloud-init's last line, or a prompt for a login. */
  boolean showsTheEnd() {
    return END.matcher(text).find();
  }
}
