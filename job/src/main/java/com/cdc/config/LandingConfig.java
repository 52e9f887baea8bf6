package com.cdc.config;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/**
 * Where and how changes land: keys {@code landing.*}.
 *
 * @param uri the directory that directly holds {@code cdc.*}, without a trailing slash
 * @param rollSize a file is closed once it holds this much
 * @param rollAge a file is closed once it is this old
 * @param compressionLevel 0 for the format's default
 * @param shards over how many writers a table is spread, where that is more than one
 */
public record LandingConfig(
    String uri,
    MemorySize rollSize,
    Duration rollAge,
    BucketTime bucketTime,
    Compression compression,
    int compressionLevel,
    OpenParts openParts,
    Map<TableId, Integer> shards)
    implements Serializable {

  public LandingConfig {
    shards = Map.copyOf(shards);
    Problems problems =
        new Problems()
            .check(LandingOptions.URI, uri)
            .check(LandingOptions.ROLL_SIZE, rollSize)
            .check(LandingOptions.ROLL_AGE, rollAge)
            .check(LandingOptions.COMPRESSION_LEVEL, compressionLevel);
    if (compressionLevel > compression.highestLevel() && compression != Compression.NONE) {
      problems.add(
          "`%s` must be at most %d for %s, not `%d`."
              .formatted(
                  LandingOptions.COMPRESSION_LEVEL.key(),
                  compression.highestLevel(),
                  compression,
                  compressionLevel));
    }
    problems.throwIfAny();
    uri = StorageUri.normalize(uri);
  }

  /** With the defaults of all that is not given. */
  public LandingConfig(String uri, MemorySize rollSize, Duration rollAge) {
    this(
        uri,
        rollSize,
        rollAge,
        LandingOptions.BUCKET_TIME.defaultValue(),
        LandingOptions.COMPRESSION.defaultValue(),
        LandingOptions.COMPRESSION_LEVEL.defaultValue(),
        OpenParts.NONE,
        Map.of());
  }

  public LandingConfig withBucketTime(BucketTime time) {
    return new LandingConfig(
        uri, rollSize, rollAge, time, compression, compressionLevel, openParts, shards);
  }

  public LandingConfig withCompression(Compression format, int level) {
    return new LandingConfig(uri, rollSize, rollAge, bucketTime, format, level, openParts, shards);
  }

  public LandingConfig withOpenParts(OpenParts parts) {
    return new LandingConfig(
        uri, rollSize, rollAge, bucketTime, compression, compressionLevel, parts, shards);
  }

  public LandingConfig withShards(Map<TableId, Integer> numbers) {
    return new LandingConfig(
        uri, rollSize, rollAge, bucketTime, compression, compressionLevel, openParts, numbers);
  }

  /** Over how many writers the table is spread. */
  public int shards(TableId table) {
    return shards.getOrDefault(table, 1);
  }
}
