package com.cdc.lease;

/** Who holds the writer's lock while a job runs. */
public enum LockKeeper {
  /** The process around the embedded Flink, which chooses the checkpoint: it holds it already. */
  PROCESS,
  /** The job itself: on a cluster nobody else lives as long as it does. */
  JOB
}
