package io.pim.model.config;

import io.pim.model.unit.Compression;

/** What the files of images are like where a profile does not say otherwise. */
public record ImageSettings(Compression compression) {
  static ImageSettings of(ConfigMap image) {
    return new ImageSettings(image.require("compression", Rules.COMPRESSION));
  }
}
