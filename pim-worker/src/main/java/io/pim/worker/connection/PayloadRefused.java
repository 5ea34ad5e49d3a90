package io.pim.worker.connection;

import io.temporal.common.converter.DataConverterException;

/**
 * A payload has no valid signature for its workflow. A workflow with such an argument fails and is
 * not retried; a signal with one is dropped, and an update is rejected.
 */
public final class PayloadRefused extends DataConverterException {
  private static final long serialVersionUID = 1L;

  PayloadRefused(String message) {
    super(message);
  }
}
