package io.pim.e2e.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run's results, for people and for programs. */
final class Report {
  private final Conditions conditions;
  private final Results results;

  Report(Conditions conditions, Results results) {
    this.conditions = conditions;
    this.results = results;
  }

  /** The report in Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(heading()).append('\n');
    goals(text);
    measures(text);
    if (conditions.rounds() > 0) {
      phases(text);
    }
    List<String> faults = results.faults();
    if (!faults.isEmpty()) {
      text.append("\nWrong:\n\n");
      faults.forEach(fault -> text.append("- ").append(fault).append('\n'));
    }
    return text.toString();
  }

  private String heading() {
    Guest.Machine machine = conditions.guest().machine();
    return String.join(
        "\n",
        conditions.begun()
            + ", "
            + conditions.processors()
            + " processors ("
            + conditions.processor()
            + "), load "
            + conditions.loads().stream().map(l -> number(l, 1)).collect(Collectors.joining(", ")),
        "guest "
            + conditions.guest().name()
            + ": "
            + machine.cpus()
            + " processors, "
            + machine.memoryMebibytes()
            + " MiB, disk "
            + machine.diskSize()
            + ", accelerator "
            + Guest.ACCELERATOR
            + "; rounds: "
            + conditions.rounds(),
        conditions.versions().entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining("; ")),
        "");
  }

  private void goals(StringBuilder text) {
    text.append("| goal | value | limit | |\n|---|---:|---:|---|\n");
    for (Goal goal : Goal.values()) {
      if (!isAsked(goal.measure())) {
        continue;
      }
      Goal.Outcome outcome = goal.judge(results);
      row(
          text,
          goal.title(),
          outcome.value().map(Report::goalNumber).orElse(""),
          goalNumber(goal.limit()),
          outcome.verdict().title() + (outcome.remark().isEmpty() ? "" : ": " + outcome.remark()));
    }
  }

  /** A run without rounds measures only the start of commands. */
  private boolean isAsked(Measure measure) {
    return conditions.rounds() > 0 || measure.of().isEmpty();
  }

  private static String goalNumber(double value) {
    return value >= 100 ? number(value, 0) : number(value, value < 0.1 ? 4 : 2);
  }

  private void measures(StringBuilder text) {
    text.append("\n| measured | median | least | most | n | ÷ Packer, ÷ java |\n");
    text.append("|---|---:|---:|---:|---:|---:|\n");
    for (Measure measure : Measure.values()) {
      if (!isAsked(measure)) {
        continue;
      }
      Optional<Samples> samples = results.samples(measure);
      if (samples.isEmpty()) {
        row(text, measure.title(), results.whyMissing(measure), "", "", "", "");
        continue;
      }
      Samples s = samples.get();
      row(
          text,
          measure.title() + " (" + measure.unit().symbol() + ")",
          number(s.median(), measure.unit().decimals()),
          number(s.least(), measure.unit().decimals()),
          number(s.most(), measure.unit().decimals()),
          Integer.toString(s.values().size()),
          ratio(measure).map(r -> number(r, 3)).orElse(""));
    }
  }

  /** A measure compared with Packer's of the same kind, or with a Java that does nothing. */
  private Optional<Double> ratio(Measure measure) {
    return ratio(
        measure,
        switch (measure.unit()) {
          case SECONDS -> Measure.PACKER_FULL;
          case MEGABYTES -> Measure.PACKER_BYTES;
          case MILLISECONDS -> Measure.JAVA_START;
        });
  }

  private Optional<Double> ratio(Measure measure, Measure to) {
    return results
        .samples(measure)
        .flatMap(m -> results.samples(to).map(t -> m.median() / t.median()));
  }

  private void phases(StringBuilder text) {
    text.append("\n| phase, median (s) | ");
    text.append(
        Arrays.stream(Contender.values()).map(Contender::title).collect(Collectors.joining(" | ")));
    text.append(" |\n|---|---:|---:|---:|\n");
    for (Phase phase : Phase.values()) {
      List<String> cells = new ArrayList<>(List.of(phase.title()));
      for (Contender contender : Contender.values()) {
        cells.add(results.samples(contender, phase).map(s -> number(s.median(), 1)).orElse(""));
      }
      row(text, cells.toArray(String[]::new));
    }
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** The report in JSON, with every single value. */
  String json() throws JsonProcessingException {
    Map<String, Object> measures = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      results
          .samples(measure)
          .ifPresent(
              s ->
                  measures.put(
                      key(measure),
                      Map.of(
                          "unit", measure.unit().symbol(),
                          "median", s.median(),
                          "values", s.values())));
    }
    Map<String, Object> phases = new LinkedHashMap<>();
    for (Contender contender : Contender.values()) {
      Map<String, Object> of = new LinkedHashMap<>();
      for (Phase phase : Phase.values()) {
        results.samples(contender, phase).ifPresent(s -> of.put(key(phase), s.values()));
      }
      phases.put(key(contender), of);
    }
    Map<String, Object> goals = new LinkedHashMap<>();
    for (Goal goal : Goal.values()) {
      Goal.Outcome outcome = goal.judge(results);
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("verdict", key(outcome.verdict()));
      of.put("value", outcome.value());
      of.put("limit", goal.limit());
      goals.put(key(goal), of);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("conditions", conditions);
    all.put("goals", goals);
    all.put("measures", measures);
    all.put("phases", phases);
    all.put("notRun", results.notRun());
    all.put("faults", results.faults());
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
