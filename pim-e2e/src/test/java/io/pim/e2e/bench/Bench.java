package io.pim.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code make bench}: in each round, all contenders build in turn; then it prints the table. Exits
 * with 1 if a part failed or an image is wrong.
 */
public final class Bench {
  private static final int INTERRUPTED = 130;

  private final Guest guest;
  private final int rounds;
  private final int starts;
  private final Lab lab;
  private final Results results = new Results();
  private final List<Double> loads = new ArrayList<>();

  private Bench(Guest guest, int rounds, int starts, Lab lab) {
    this.guest = guest;
    this.rounds = rounds;
    this.starts = starts;
    this.lab = lab;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments the guest, the number of rounds (0 measures only the start of commands), the
   *     number of starts of each command
   */
  public static void main(String[] arguments) throws Exception {
    Guest guest = Guest.named(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    int starts = Integer.parseInt(arguments[2]);
    int exit = INTERRUPTED;
    try (Lab lab = Lab.open()) {
      exit = new Bench(guest, rounds, starts, lab).run() ? 0 : 1;
    } catch (InterruptedException e) {
      System.err.println("bench: interrupted; all it started has ended");
    }
    System.exit(exit);
  }

  private boolean run() throws IOException, InterruptedException {
    Instant begun = Instant.now();
    loads.add(Host.load());
    Recipe recipe = Recipe.write(lab, guest);
    PimBuilds pim = new PimBuilds(lab, recipe);
    pim.up();
    new StartUp(lab, recipe.configuration()).measure(starts, results);
    Optional<String> packer = PackerBuild.version(lab);
    if (packer.isEmpty()) {
      results.notRun(Contender.PACKER, "packer is not installed");
    }
    for (int round = 1; round <= rounds; round++) {
      round(round, recipe, pim, packer.isPresent());
      loads.add(Host.load());
    }
    Map<String, String> versions = new LinkedHashMap<>(Host.versions(lab));
    versions.put("Packer", packer.orElse("none"));
    report(
        new Conditions(begun, Host.processor(), Host.processors(), loads, versions, guest, rounds));
    return results.faults().isEmpty();
  }

  private void round(int round, Recipe recipe, PimBuilds pim, boolean packer)
      throws IOException, InterruptedException {
    attempt(
        round,
        "by hand",
        nonce -> {
          recipe.edit(nonce, "");
          Built built = new ByHand(lab, recipe).build();
          judge(Contender.HAND, built, recipe.marks(nonce));
          results.took(Measure.HAND_FULL, built.total());
          results.weighs(Measure.HAND_BYTES, Files.size(built.image()));
          results.phases(Contender.HAND, built.phases());
        });
    if (packer) {
      attempt(
          round,
          "Packer",
          nonce -> {
            recipe.edit(nonce, "");
            Built built = new PackerBuild(lab, recipe).build();
            judge(Contender.PACKER, built, recipe.marks(nonce));
            results.took(Measure.PACKER_FULL, built.total());
            results.weighs(Measure.PACKER_BYTES, Files.size(built.image()));
            results.phases(Contender.PACKER, built.phases());
          });
    }
    attempt(
        round,
        "PIM",
        nonce -> {
          recipe.edit(nonce, "");
          Built built = pim.full();
          judge(Contender.PIM, built, recipe.marks(nonce));
          results.took(Measure.PIM_FULL, built.total());
          results.took(Measure.PIM_FULL_UNVERIFIED, built.totalWithoutVerify());
          results.weighs(Measure.PIM_BYTES, Files.size(built.image()));
          results.phases(Contender.PIM, built.phases());
          results.took(Measure.PIM_NOTHING, pim.nothing());
        });
    // Directly after the build that it is compared with: the machine's speed changes within a
    // quarter of an hour.
    attempt(
        round,
        "PIM with a killed worker",
        nonce -> {
          PimBuilds.Killed killed = pim.killed(nonce);
          judge(Contender.PIM, killed.built(), recipe.marks(nonce));
          results.took(Measure.PIM_KILLED, killed.built().total());
          results.took(Measure.PIM_RESUMED, killed.resumed());
        });
    attempt(
        round,
        "PIM after an edit",
        nonce -> {
          recipe.edit(nonce, "");
          Built built = pim.rebuild();
          judge(Contender.PIM, built, recipe.marks(nonce));
          results.took(Measure.PIM_REBUILD, built.total());
        });
    attempt(round, "PIM held", nonce -> results.took(Measure.PIM_RETRY, pim.retry(nonce)));
  }

  private interface Part {
    /** Runs the part. Its mark on the disk is unique. */
    void run(String nonce) throws Exception;
  }

  /** Records the failure of a part; the others are still measured. */
  private void attempt(int round, String name, Part part) throws InterruptedException {
    String what = name + ", round " + round;
    System.out.println(Instant.now() + " " + what);
    try {
      part.run(name.replace(' ', '-').replace(",", "") + "-" + round);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      if (lab.isClosed()) {
        throw new InterruptedException("the bench was interrupted");
      }
      results.fault(what + ": " + e.getMessage());
      System.out.println("  failed: " + e.getMessage());
    }
  }

  private void judge(Contender contender, Built built, List<String> marks)
      throws IOException, InterruptedException {
    List<String> faults = ImageJudge.faults(built.image(), marks);
    if (!faults.isEmpty()) {
      results.wrongImage(contender, built.image().getFileName().toString(), faults);
    }
    System.out.printf(
        Locale.ROOT,
        "  %.1f s, %d bytes%s%n",
        built.total().toMillis() / 1000.0,
        Files.size(built.image()),
        faults.isEmpty() ? "" : ", and it is wrong: " + faults);
  }

  private void report(Conditions conditions) throws IOException {
    Report report = new Report(conditions, results);
    Files.writeString(Lab.RESULTS.resolve("bench.md"), report.markdown());
    Files.writeString(Lab.RESULTS.resolve("bench.json"), report.json());
    System.out.println("\n" + report.markdown());
  }
}
