package io.pim.tools.fetch;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.IsoSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The results of all URLs of an ISO that did not deliver it. */
public final class FetchReport {
  private final IsoSource source;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> remedies = new LinkedHashSet<>();
  private boolean mayComeBack;
  private boolean isWrong;

  public FetchReport(IsoSource source) {
    this.source = source;
  }

  public void add(String url, UrlOutcome outcome) {
    String why = "";
    if (outcome instanceof UrlOutcome.Gone gone) {
      why = gone.why();
      gone.remedy().ifPresent(remedies::add);
    } else if (outcome instanceof UrlOutcome.Failed failed) {
      why = failed.why();
      mayComeBack = true;
    } else if (outcome instanceof UrlOutcome.Wrong wrong) {
      why = wrong.why();
      isWrong = true;
    }
    lines.add(shown(url) + ": " + why);
  }

  /** One line for each URL so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The URL without user and password, which must not be shown. */
  private static String shown(String url) {
    return url.replaceFirst("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/@]*@", "$1");
  }

  /**
   * CHECKSUM_MISMATCH if a URL gave another file: it would give it again. Else NETWORK if at least
   * one URL may succeed later, and ISO_UNAVAILABLE.
   *
   * @param aside the file with the wrong digest, if there is one
   */
  public BuildFailure failure(Path aside) {
    String all = lines.isEmpty() ? "the catalog names no URL" : String.join("; ", lines);
    if (isWrong) {
      return BuildFailure.of(
              FailureKind.CHECKSUM_MISMATCH,
              "The ISO " + source.fileName() + " has a different checksum than the catalog says")
          .where(aside)
          .why("wanted " + source.digest() + "; " + all)
          .todo(mismatchRemedy(source.key()))
          .build();
    }
    BuildFailure.Builder failure =
        mayComeBack
            ? BuildFailure.of(
                    FailureKind.NETWORK,
                    "The ISO " + source.fileName() + " could not be downloaded")
                .todo("Nothing: PIM tries again and resumes the download.")
            : BuildFailure.of(
                    FailureKind.ISO_UNAVAILABLE,
                    "The ISO "
                        + source.fileName()
                        + (remedies.isEmpty()
                            ? " was found at none of its URLs"
                            : " could not be downloaded from any of its URLs"))
                .todo(remedy());
    return failure.where(source.key()).why(all).build();
  }

  private String remedy() {
    return remedies.isEmpty()
        ? "Correct url (and checksum) of '"
            + source.key()
            + "' in the ISO catalog; vendors move old ISOs to an archive. Or put the"
            + " file into PIM's ISO folder yourself."
        : String.join(" ", remedies);
  }

  /** What to do about a file with another digest. */
  public static String mismatchRemedy(String key) {
    return "Check whether the vendor has published a new ISO: if so, fix the checksum of '"
        + key
        + "' in the catalog; a list at its checksum_url is fetched again by pim build retry, pim "
        + "build run and pim iso download. PIM does not use the file; it is set aside for you to "
        + "examine.";
  }
}
