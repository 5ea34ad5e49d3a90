package io.pim.workflows.build;

import io.pim.model.json.Json;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/** How payloads are written outside of tests. */
public final class TestConverter {
  private TestConverter() {}

  public static DataConverter make() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.mapper()));
  }
}
