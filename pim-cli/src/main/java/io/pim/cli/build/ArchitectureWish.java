package io.pim.cli.build;

import io.pim.model.config.Rules;
import io.pim.model.unit.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --arch} of a build.
 *
 * @param one empty for all that the profile is for
 */
record ArchitectureWish(Optional<Architecture> one) {
  private static final String ALL = "all";

  /** Reads the option's value. */
  static final class Converter implements ITypeConverter<ArchitectureWish> {
    @Override
    public ArchitectureWish convert(String text) {
      if (text.equals(ALL)) {
        return new ArchitectureWish(Optional.empty());
      }
      return Rules.ARCHITECTURE
          .readText(text)
          .map(architecture -> new ArchitectureWish(Optional.of(architecture)))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is not an architecture: it "
                          + Rules.ARCHITECTURE.wording()
                          + ", or all"));
    }
  }

  /**
   * The architectures to plan for.
   *
   * @param all those of the profile
   */
  List<Optional<Architecture>> of(Supplier<List<Architecture>> all) {
    return isAll() ? all.get().stream().map(Optional::of).toList() : List.of(one);
  }

  boolean isAll() {
    return one.isEmpty();
  }
}
