package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;

/** The output and exit status of a pim command. */
public record Said(String command, int exit, String out, String err) {

  public Said exits(int wanted) {
    assertEquals(wanted, exit, () -> "exit status of: " + this);
    return this;
  }

  public Said saying(String... texts) {
    for (String text : texts) {
      assertTrue((out + err).contains(text), () -> "'" + text + "' is missing in: " + this);
    }
    return this;
  }

  public Said notSaying(String text) {
    assertTrue(!(out + err).contains(text), () -> "'" + text + "' is in: " + this);
    return this;
  }

  public JsonNode json() {
    try {
      return Json.mapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + this, e);
    }
  }

  @Override
  public String toString() {
    return "pim " + command + " (exit " + exit + ")\n--- out\n" + out + "--- err\n" + err;
  }
}
