package com.cdc.source;

/**
 * Changes between the job's state and what its slot still holds are gone. Ends the job, unless
 * {@code postgres.on-lost-slot} says to begin a new epoch.
 */
final class SlotGapException extends StopException {

  private static final long serialVersionUID = 1L;

  SlotGapException(String message) {
    super(
        message
            + " Ways out: set `postgres.on-lost-slot: resnapshot`, which begins a new epoch with a"
            + " truncate record and a new snapshot of every table; or begin anew with an empty"
            + " landing and a new checkpoint directory. Nothing was written over the gap.");
  }
}
