package io.pim.workflows.activity;

import io.pim.workflows.message.BuildResult;
import java.util.Optional;

/**
 * The results of a plan that a host already has.
 *
 * @param image the registered image, if it still exists and its digest matches
 * @param newestLayer the name of the last step whose layer exists and is intact; not searched for
 *     if the image exists
 */
public record WhatIsThere(Optional<BuildResult> image, Optional<String> newestLayer) {
  public static WhatIsThere image(BuildResult image) {
    return new WhatIsThere(Optional.of(image), Optional.empty());
  }

  public static WhatIsThere noImage(Optional<String> newestLayer) {
    return new WhatIsThere(Optional.empty(), newestLayer);
  }
}
