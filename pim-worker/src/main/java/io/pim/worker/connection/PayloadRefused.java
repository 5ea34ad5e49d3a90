package io.pim.worker.connection;

import io.temporal.common.converter.DataConverterException;

/**
 * A payload of a workflow that no PIM has signed for it. A workflow whose argument it is fails, for
 * good; a signal it came with is dropped, and an update is rejected.
 */
public final class PayloadRefused extends DataConverterException {
  private static final long serialVersionUID = 1L;

  PayloadRefused(String message) {
    super(message);
  }
}
