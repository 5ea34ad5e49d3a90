package io.pim.worker.connection;

import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.pim.model.json.Json;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.common.converter.PayloadConverter;
import io.temporal.payload.context.SerializationContext;
import java.lang.reflect.Type;

/**
 * Converts values to JSON by the same rules as PIM's files. A value that violates a rule of its
 * type, such as a path in place of a plain name, fails and is not retried. JSON of an unknown shape
 * is retried, because a worker of a newer PIM may be able to read it.
 */
final class PimJson extends JacksonJsonPayloadConverter {
  private final Refusals refusals;
  private final PayloadPlace place;

  PimJson(Refusals refusals) {
    this(refusals, PayloadPlace.NOWHERE);
  }

  private PimJson(Refusals refusals, PayloadPlace place) {
    super(Json.mapper());
    this.refusals = refusals;
    this.place = place;
  }

  @Override
  public PayloadConverter withContext(SerializationContext context) {
    return new PimJson(refusals, PayloadPlace.of(context));
  }

  @Override
  public <T> T fromData(Payload content, Class<T> valueClass, Type valueType) {
    try {
      return super.fromData(content, valueClass, valueType);
    } catch (DataConverterException e) {
      if (e.getCause() instanceof ValueInstantiationException broken && broken.getCause() != null) {
        RuntimeException refused =
            refusals.stranger(place, String.valueOf(broken.getCause().getMessage()));
        // In an activity the SDK wraps all exceptions but its own. This one prevents a retry.
        throw place.isOfActivity() ? e : refused;
      }
      throw e;
    }
  }
}
