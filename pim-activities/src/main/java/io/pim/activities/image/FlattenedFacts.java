package io.pim.activities.image;

import io.pim.model.unit.Sha256;

/** The flattened image as it was when it was done; on disk for the steps after it. */
record FlattenedFacts(long size, Sha256 sha256) {}
