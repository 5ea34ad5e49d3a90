package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qmp.GuestAgent;
import io.pim.tools.qmp.GuestExec;
import io.pim.tools.qmp.GuestInterface;
import io.pim.tools.qmp.GuestOs;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Answers of the agent in a guest. They are untrusted: lists are shortened, addresses must look
 * like addresses, and nothing becomes a path or an argument.
 */
public final class GuestAnswers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST = 64;
  private static final int LONGEST = 200;

  /** IPv4, or IPv6 as in RFC 4291, possibly with a zone; never resolved. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\d{1,3}(?:\\.\\d{1,3}){3}|(?=.{2,45}$)[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%\\w{1,15})?");

  private GuestAnswers() {}

  /** The guest's interfaces except loopback, with their addresses. */
  public static List<GuestInterface> interfaces(VirtualMachine machine)
      throws InterruptedException {
    return cleaned(ask(machine, GuestAgent::networkInterfaces));
  }

  static List<GuestInterface> cleaned(List<GuestInterface> answered) {
    return answered.stream()
        .limit(MOST)
        .filter(one -> !one.name().equals("lo"))
        .map(
            one ->
                new GuestInterface(
                    cut(one.name()),
                    cut(one.hardwareAddress()),
                    one.addresses().stream()
                        .filter(address -> ADDRESS.matcher(address).matches())
                        .limit(MOST)
                        .toList()))
        .toList();
  }

  public static GuestOs os(VirtualMachine machine) throws InterruptedException {
    GuestOs os = ask(machine, GuestAgent::osInfo);
    return new GuestOs(
        cut(os.id()), cut(os.prettyName()), cut(os.versionId()), cut(os.kernelRelease()));
  }

  /**
   * Runs a program in the guest, as root, until it ends.
   *
   * @param argv the program, which is searched on the agent's PATH, and its arguments
   * @throws BuildFailure GUEST_HUNG after the limit; the program continues to run
   */
  public static GuestExec exec(VirtualMachine machine, List<String> argv, Duration limit)
      throws InterruptedException {
    return ask(
        machine,
        agent -> {
          try {
            return agent.exec(argv, limit);
          } catch (SocketTimeoutException e) {
            throw failure(machine, FailureKind.GUEST_HUNG, "the command did not end in time")
                .why("it still runs in the guest after " + limit.toSeconds() + " s")
                .todo("give it longer: --timeout; or use pim vm ssh")
                .causedBy(e)
                .build();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
          }
        });
  }

  private static <T> T ask(VirtualMachine machine, Question<T> question)
      throws InterruptedException {
    GuestAgent agent =
        machine
            .guest()
            .agent(PATIENCE)
            .orElseThrow(
                () ->
                    failure(machine, FailureKind.GUEST_HUNG, "no guest agent answers")
                        .why("the guest has none, or has not started it yet")
                        .todo(
                            "install qemu-guest-agent in the image, or use: pim vm ssh "
                                + machine.facts().name())
                        .build());
    try (agent) {
      return question.ask(agent);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw failure(machine, FailureKind.TOOL_FAILED, "the guest agent refused or failed")
          .why(
              e instanceof ProtocolException
                  ? e.getMessage() + ": more than PIM accepts from a guest, or invalid"
                  : String.valueOf(e.getMessage()))
          .todo("check whether the guest's agent allows it, or use pim vm ssh")
          .causedBy(e)
          .build();
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(LONGEST, text.length()));
  }

  private static BuildFailure.Builder failure(
      VirtualMachine machine, FailureKind kind, String what) {
    return BuildFailure.of(kind, what).where(machine.facts().name());
  }

  private interface Question<T> {
    T ask(GuestAgent agent) throws IOException;
  }
}
