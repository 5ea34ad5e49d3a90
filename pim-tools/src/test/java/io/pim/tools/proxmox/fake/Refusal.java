package io.pim.tools.proxmox.fake;

import java.util.Map;

/** An error answer, as the API's own errors are thrown. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  private Refusal(Reply reply) {
    super(reply.reason());
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }

  /** An error with its text in the body and, the first line of it, in the reason phrase. */
  static Refusal error(int status, String text) {
    return new Refusal(Reply.error(status, text));
  }

  static Refusal invalid(Map<String, String> errors) {
    return new Refusal(Reply.invalid(errors));
  }

  static Refusal invalid(String parameter, String text) {
    return invalid(Map.of(parameter, text));
  }

  /** An error with a body that is not JSON. */
  static Refusal plain(int status, String text) {
    return new Refusal(Reply.plain(status, text));
  }

  /** An error whose only text is the reason phrase. */
  static Refusal bare(int status, String reason) {
    return new Refusal(Reply.bare(status, reason));
  }

  static Refusal noRight(String path, String privileges) {
    return error(403, "Permission check failed (" + path + ", " + privileges + ")");
  }

  static Refusal noVm(String node, int vmid) {
    return error(500, TaskError.noVm(node, vmid));
  }
}
