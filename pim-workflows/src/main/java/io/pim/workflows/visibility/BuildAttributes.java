package io.pim.workflows.visibility;

import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.Workflow;
import java.util.List;

/**
 * The search attributes of builds and deployments, all of type Keyword; they never contain secrets.
 */
public final class BuildAttributes {
  public static final SearchAttributeKey<String> PROFILE =
      SearchAttributeKey.forKeyword("PimProfile");
  public static final SearchAttributeKey<String> ARCHITECTURE =
      SearchAttributeKey.forKeyword("PimArch");
  public static final SearchAttributeKey<String> STATE = SearchAttributeKey.forKeyword("PimState");
  public static final SearchAttributeKey<String> STEP = SearchAttributeKey.forKeyword("PimStep");
  public static final SearchAttributeKey<String> HOST = SearchAttributeKey.forKeyword("PimHost");
  public static final SearchAttributeKey<String> IMAGE = SearchAttributeKey.forKeyword("PimImage");

  /** The target of a deployment; builds have none. */
  public static final SearchAttributeKey<String> TARGET =
      SearchAttributeKey.forKeyword("PimTarget");

  /** The attributes of a build. */
  public static final List<SearchAttributeKey<String>> OF_BUILDS =
      List.of(PROFILE, ARCHITECTURE, STATE, STEP, HOST, IMAGE);

  /** All attributes, which are those of a deployment. A server must know them from the start. */
  public static final List<SearchAttributeKey<String>> ALL =
      List.of(PROFILE, ARCHITECTURE, STATE, STEP, HOST, IMAGE, TARGET);

  /** The memo field that holds the build id. */
  public static final String BUILD_ID_MEMO = "PimBuildId";

  /** The memo field that holds the deployment id. */
  public static final String DEPLOYMENT_ID_MEMO = "PimDeploymentId";

  private BuildAttributes() {}

  /**
   * Publishes the values of these attributes for the workflow that calls it. Each change is an
   * event of history: an unchanged attribute makes none.
   */
  public static void publish(List<SearchAttributeKey<String>> keys, SearchAttributes wanted) {
    if (!wanted.equals(Workflow.getTypedSearchAttributes())) {
      Workflow.upsertTypedSearchAttributes(
          keys.stream()
              .map(key -> key.valueSet(wanted.get(key)))
              .toArray(SearchAttributeUpdate<?>[]::new));
    }
  }
}
