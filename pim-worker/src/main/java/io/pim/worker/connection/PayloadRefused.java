package io.pim.worker.connection;

import io.temporal.common.converter.DataConverterException;

/**
 * A payload that no PIM has signed for its workflow. A workflow with such an argument fails for
 * good; a signal with one is dropped, and an update is rejected.
 */
public final class PayloadRefused extends DataConverterException {
  private static final long serialVersionUID = 1L;

  PayloadRefused(String message) {
    super(message);
  }
}
