package io.pim.workflows.visibility;

import io.temporal.common.SearchAttributeKey;
import java.util.List;

/** The search attributes of builds, all of type Keyword; they never contain secrets. */
public final class BuildAttributes {
  public static final SearchAttributeKey<String> PROFILE =
      SearchAttributeKey.forKeyword("PimProfile");
  public static final SearchAttributeKey<String> ARCHITECTURE =
      SearchAttributeKey.forKeyword("PimArch");
  public static final SearchAttributeKey<String> STATE = SearchAttributeKey.forKeyword("PimState");
  public static final SearchAttributeKey<String> STEP = SearchAttributeKey.forKeyword("PimStep");
  public static final SearchAttributeKey<String> HOST = SearchAttributeKey.forKeyword("PimHost");
  public static final SearchAttributeKey<String> IMAGE = SearchAttributeKey.forKeyword("PimImage");

  /** All attributes. A server must know them before a build starts. */
  public static final List<SearchAttributeKey<String>> ALL =
      List.of(PROFILE, ARCHITECTURE, STATE, STEP, HOST, IMAGE);

  /** The memo field that holds the build id. */
  public static final String BUILD_ID_MEMO = "PimBuildId";

  private BuildAttributes() {}
}
