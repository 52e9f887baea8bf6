package com.cdc.torture;

import com.cdc.torture.workload.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One run.
 *
 * @param seed of workload and nemesis
 * @param length how long faults happen
 * @param every a fault begins so often, if the one before is over
 * @param rate changes per second; 0 is as many as the database takes
 * @param load how large its parts are
 * @param faults only those whose name holds one of these; empty for all
 * @param settled whether the workload begins only once the first snapshot has been read
 * @param failover whether a standby is there to be promoted
 * @param home the standalone distribution
 * @param jar {@code cdc-job.jar}
 * @param out what the run leaves: the report, logs of the job, the landing if something was wrong
 */
record TortureOptions(
    long seed,
    Duration length,
    Kind kind,
    Place place,
    Duration every,
    int rate,
    Load load,
    List<String> faults,
    boolean settled,
    boolean failover,
    Path home,
    Path jar,
    Path out) {

  enum Kind {
    /** {@code bin/cdc run}. */
    STANDALONE,
    /** A session cluster of one JobManager and two TaskManagers. */
    CLUSTER
  }

  enum Place {
    LOCAL,
    /** S3Proxy, on loopback. */
    S3
  }
}
