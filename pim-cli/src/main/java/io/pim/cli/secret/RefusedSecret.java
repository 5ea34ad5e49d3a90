package io.pim.cli.secret;

/** The reason why a source gave no secret. The message contains no part of a secret. */
final class RefusedSecret extends Exception {
  private static final long serialVersionUID = 1L;

  private final String todo;

  RefusedSecret(String why, String todo) {
    super(why);
    this.todo = todo;
  }

  String todo() {
    return todo;
  }
}
