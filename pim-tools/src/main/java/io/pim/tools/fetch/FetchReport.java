package io.pim.tools.fetch;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.IsoSource;
import java.util.ArrayList;
import java.util.List;

/** The results of all URLs of an ISO, when none of them delivered it. */
public final class FetchReport {
  private final IsoSource source;
  private final List<String> lines = new ArrayList<>();
  private boolean mayComeBack;

  public FetchReport(IsoSource source) {
    this.source = source;
  }

  public void add(String url, UrlOutcome outcome) {
    String why = "";
    if (outcome instanceof UrlOutcome.Gone gone) {
      why = gone.why();
    } else if (outcome instanceof UrlOutcome.Failed failed) {
      why = failed.why();
      mayComeBack = true;
    }
    lines.add(shown(url) + ": " + why);
  }

  /** The URL without user and password, which must not be shown. */
  private static String shown(String url) {
    return url.replaceFirst("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/@]*@", "$1");
  }

  /** NETWORK if at least one URL may succeed later. */
  public BuildFailure failure() {
    String all = lines.isEmpty() ? "the catalog names no URL" : String.join("; ", lines);
    BuildFailure.Builder failure =
        mayComeBack
            ? BuildFailure.of(
                    FailureKind.NETWORK,
                    "The ISO " + source.fileName() + " could not be downloaded")
                .todo("Nothing: PIM tries again and resumes the download.")
            : BuildFailure.of(
                    FailureKind.ISO_UNAVAILABLE,
                    "The ISO " + source.fileName() + " was found at none of its URLs")
                .todo(
                    "Correct url (and checksum) of '"
                        + source.key()
                        + "' in the ISO catalog; vendors move old ISOs to an archive. Or put the"
                        + " file into PIM's ISO folder yourself.");
    return failure.where(source.key()).why(all).build();
  }
}
