package io.pim.model.plan;

import io.pim.model.unit.Sha256;
import java.util.List;

/**
 * The installer ISO of a plan.
 *
 * @param key its key in the catalog
 * @param fileName the name of its file in PIM's ISO folder; a plain name
 * @param urls where it can be had, tried in order; {@code https:}, {@code http:} or {@code file:}
 */
public record IsoSource(String key, String fileName, List<String> urls, Sha256 sha256) {
  public IsoSource {
    urls = List.copyOf(urls);
  }
}
