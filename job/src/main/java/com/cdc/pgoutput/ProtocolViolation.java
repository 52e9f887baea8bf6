package com.cdc.pgoutput;

/** What a message says cannot be, given the ones before it; the decoder tells which message. */
final class ProtocolViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int offset;
  private final String problem;

  /**
   * A violation.
   *
   * @param offset where in the message it is said
   */
  ProtocolViolation(int offset, String problem) {
    super(problem);
    this.offset = offset;
    this.problem = problem;
  }

  int offset() {
    return offset;
  }

  String problem() {
    return problem;
  }
}
