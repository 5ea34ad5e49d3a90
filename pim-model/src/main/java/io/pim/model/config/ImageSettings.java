package io.pim.model.config;

import io.pim.model.unit.Compression;

/** The defaults for image files; a profile may override them. */
public record ImageSettings(Compression compression) {
  static ImageSettings of(ConfigMap image) {
    return new ImageSettings(image.require("compression", Rules.COMPRESSION));
  }
}
