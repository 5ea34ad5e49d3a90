package io.pim.model.plan;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.pim.model.files.Names;
import io.pim.model.unit.Digest;
import java.util.List;

/**
 * The installer ISO of a plan.
 *
 * @param key its key in the catalog
 * @param fileName the name of its file in PIM's ISO folder; a plain name
 * @param urls its download addresses, tried in order; {@code https:}, {@code http:} or {@code
 *     file:}
 * @param digest the required digest of the file; older plans have {@code sha256} instead, with only
 *     the digits
 */
public record IsoSource(
    String key, String fileName, List<String> urls, @JsonAlias("sha256") Digest digest) {
  public IsoSource {
    // A plan comes from outside. With a path here, QEMU would show any file of this host to its
    // guest.
    Names.requirePlain(fileName);
    urls = List.copyOf(urls);
  }
}
