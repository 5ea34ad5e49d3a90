package io.pim.workflows.activity;

import io.pim.workflows.message.BuildResult;
import java.util.Optional;

/**
 * What a host has of a plan already.
 *
 * @param image the registered image, where it still exists and its digest matches
 * @param newestLayer the name of the last step whose layer exists and is sound; not looked for
 *     where there is the image
 */
public record WhatIsThere(Optional<BuildResult> image, Optional<String> newestLayer) {
  public static WhatIsThere image(BuildResult image) {
    return new WhatIsThere(Optional.of(image), Optional.empty());
  }

  public static WhatIsThere noImage(Optional<String> newestLayer) {
    return new WhatIsThere(Optional.empty(), newestLayer);
  }
}
