package io.pim.workflows.build;

import io.pim.model.json.Json;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/** Writes payloads as PIM does outside of tests. */
public final class TestConverter {
  private TestConverter() {}

  public static DataConverter make() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.mapper()));
  }
}
