package io.pim.cli.shell;

import io.pim.model.config.Rules;
import io.pim.model.unit.Architecture;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The value of {@code --arch} of a build.
 *
 * @param one empty for all architectures of the profile
 */
public record ArchitectureWish(Optional<Architecture> one) {
  private static final String ALL = "all";

  /** The values of the option, for completion. */
  public static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Arrays.stream(Architecture.values()).map(Architecture::id), Stream.of(ALL))
          .iterator();
    }
  }

  /**
   * Reads the option's value.
   *
   * @throws IllegalArgumentException if it is neither an architecture nor {@code all}
   */
  static ArchitectureWish of(String text) {
    return text.equals(ALL)
        ? new ArchitectureWish(Optional.empty())
        : new ArchitectureWish(
            Optional.of(
                Rules.ARCHITECTURE
                    .readText(text)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "'"
                                    + text
                                    + "' is not an architecture: it "
                                    + Rules.ARCHITECTURE.wording()
                                    + ", or all"))));
  }

  /**
   * The architectures to plan for.
   *
   * @param all those of the profile
   */
  public List<Optional<Architecture>> of(Supplier<List<Architecture>> all) {
    return isAll() ? all.get().stream().map(Optional::of).toList() : List.of(one);
  }

  public boolean isAll() {
    return one.isEmpty();
  }
}
