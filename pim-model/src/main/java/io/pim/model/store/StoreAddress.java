package io.pim.model.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a shared store of images: a project of an OCI registry.
 *
 * @param registry its host, with the port if it is not the usual one
 * @param project the part of a repository's name that all images share, such as {@code team/images}
 * @param plainHttp whether connections to the registry use no TLS
 * @param caFile the file of the authorities that signed its certificate, on the host that made this
 *     address; empty for those that Java trusts
 */
public record StoreAddress(
    String registry, String project, boolean plainHttp, Optional<String> caFile) {
  /** The form of a repository with its registry, such as {@code registry.example.org/team}. */
  public static final String REPOSITORY =
      "(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(:\\d{1,5})?"
          + "(/[a-z0-9]+([._-]+[a-z0-9]+)*)+";

  /** The repository of layers, below the project. No line of images has this name. */
  public static final String LAYERS = "layers";

  private static final String SCHEME = "oci://";
  private static final Pattern WHOLE = Pattern.compile(SCHEME + "(" + REPOSITORY + ")/?");

  @SuppressWarnings("OptionalAssignedToNull") // JSON of an older PIM lacks the field.
  public StoreAddress {
    caFile = caFile == null ? Optional.empty() : caFile;
    if (!isUrl(SCHEME + registry + "/" + project)) {
      throw new IllegalArgumentException("'" + registry + "/" + project + "' is not a store");
    }
  }

  /** Whether a text is the URL of a store. Such a URL cannot contain a login. */
  public static boolean isUrl(String text) {
    return WHOLE.matcher(text).matches();
  }

  /**
   * Reads {@code oci://registry.example.org:5000/team/images}.
   *
   * @throws IllegalArgumentException when the text is not the URL of a store
   */
  public static StoreAddress of(String url, boolean plainHttp, Optional<String> caFile) {
    Matcher matcher = WHOLE.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + url + "' is not the URL of a store");
    }
    String repository = matcher.group(1);
    int slash = repository.indexOf('/');
    return new StoreAddress(
        repository.substring(0, slash), repository.substring(slash + 1), plainHttp, caFile);
  }

  /**
   * The same store as a host reaches it: the file of authorities that the host's own settings name
   * for this registry counts before that of the host from which the address came.
   *
   * @param own the store in the host's own settings
   */
  public StoreAddress on(Optional<StoreAddress> own) {
    Optional<String> here =
        own.filter(its -> its.registry().equals(registry)).flatMap(StoreAddress::caFile);
    return new StoreAddress(registry, project, plainHttp, here.or(() -> caFile));
  }

  /** The repository of a line of images, with its registry. */
  public String repository(StoreLine line) {
    return registry + "/" + project + "/" + line.repository();
  }

  /** The repository of layers, with its registry. */
  public String layers() {
    return registry + "/" + project + "/" + LAYERS;
  }

  /** The URL, as in pim.yml. */
  @Override
  public String toString() {
    return SCHEME + registry + "/" + project;
  }
}
