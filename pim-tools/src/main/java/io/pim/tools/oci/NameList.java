package io.pim.tools.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A registry's list of tags or of repositories, which comes in pages. */
final class NameList {
  private static final int MOST_PAGES = 500;
  private static final int MOST_NAMES = 200_000;
  private static final Pattern NEXT = Pattern.compile("<([^<>]+)>\\s*;\\s*rel=\"?next\"?");

  private final RegistryAddress address;
  private final RegistryHttp http;
  private final String what;
  private final Pattern form;

  /**
   * A list.
   *
   * @param what the field of the answer: {@code tags} or {@code repositories}
   * @param form of a name; others are left out
   */
  NameList(RegistryAddress address, RegistryHttp http, String what, Pattern form) {
    this.address = address;
    this.http = http;
    this.what = what;
    this.form = form;
  }

  /** All pages; empty when the registry has no such list. */
  Optional<Set<String>> read(URI first) throws InterruptedException {
    Set<String> names = new TreeSet<>();
    Set<URI> pages = new HashSet<>();
    Optional<URI> page = Optional.of(first);
    while (page.isPresent()) {
      if (!pages.add(page.get()) || pages.size() > MOST_PAGES || names.size() > MOST_NAMES) {
        throw RegistryFailures.strange(address, "Its list of " + what + " has no end.");
      }
      RegistryAnswer answer = http.send(RegistryRequest.of("GET", page.get()));
      if (answer.is(404) && pages.size() == 1) {
        return Optional.empty();
      }
      if (!answer.isGood()) {
        throw RegistryFailures.of(address, "list " + what, answer);
      }
      for (JsonNode name : list(answer)) {
        if (form.matcher(name.asText()).matches()) {
          names.add(name.asText());
        }
      }
      page = nextPage(answer);
    }
    return Optional.of(names);
  }

  /**
   * An answer without a list does not mean an empty list: PIM must not forget what it has there.
   */
  private JsonNode list(RegistryAnswer answer) {
    JsonNode names = answer.json().path(what);
    if (!names.isArray() && !names.isNull()) {
      throw RegistryFailures.strange(address, "Its answer has no list of " + what + ".");
    }
    return names;
  }

  private Optional<URI> nextPage(RegistryAnswer answer) {
    Matcher next = NEXT.matcher(answer.header("Link").orElse(""));
    if (!next.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(http.allowed(Optional.of(answer.uri().resolve(next.group(1)))));
    } catch (IllegalArgumentException e) {
      throw RegistryFailures.strange(
          address, "Its list of " + what + " has an invalid link to the next page.");
    }
  }
}
