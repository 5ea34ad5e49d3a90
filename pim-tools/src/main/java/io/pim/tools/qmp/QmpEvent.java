package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;

/** Something QEMU tells unasked, such as SHUTDOWN or BLOCK_IO_ERROR. */
public record QmpEvent(String name, JsonNode data) {}
