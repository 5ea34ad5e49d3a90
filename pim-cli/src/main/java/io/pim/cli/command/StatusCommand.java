package io.pim.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.cli.service.ServiceStatus;
import io.pim.model.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pim status}. */
@Command(
    name = "status",
    description = "Say what of the Temporal service and the worker runs on this host.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "How to print it (default: ${DEFAULT-VALUE}).",
      defaultValue = "text")
  private Format format;

  /** How a result is printed. */
  enum Format {
    text,
    json
  }

  public StatusCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    ServiceStatus status = context.service().status();
    if (format == Format.json) {
      String json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status);
      context.out().println(json);
    } else {
      new StatusText(context.out()).print(status);
    }
    return 0;
  }
}
