package com.cdc.azure;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.azurebfs.extensions.CustomTokenProviderAdaptee;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity that the platform gives to this process, found by its environment variables (see
 * {@link IdentitySource}). Hadoop uses it with {@code fs.azure.account.auth.type: Custom} and this
 * class as {@code fs.azure.account.oauth.provider.type}.
 *
 * <p>A token is kept until five minutes before it ends, and, if there is no new one by then, to its
 * end. Thread-safe.
 */
public final class EnvironmentIdentity implements CustomTokenProviderAdaptee {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentIdentity.class);

  // Hadoop asks for a new one from then on, before every request
  private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(5);
  private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(30);

  private final IdentitySource source;
  private final TokenClient client;
  private final Clock clock;
  private @Nullable AccessToken held;
  private Instant nextAttempt = Instant.MIN;

  /** Hadoop calls this. */
  public EnvironmentIdentity() {
    this(IdentitySource.of(System.getenv()), Duration.ofSeconds(1), Clock.systemUTC());
  }

  EnvironmentIdentity(IdentitySource source, Duration firstPause, Clock clock) {
    this.source = source;
    this.client = new TokenClient(source, firstPause);
    this.clock = clock;
  }

  static EnvironmentIdentity of(Map<String, String> environment, Clock clock) {
    return new EnvironmentIdentity(IdentitySource.of(environment), Duration.ofMillis(1), clock);
  }

  @Override
  public void initialize(Configuration configuration, String accountName) {
    LOG.info("Azure identity account={} source={}", accountName, source.description());
  }

  @Override
  public synchronized String getAccessToken() throws IOException {
    Instant now = clock.instant();
    if (held != null && now.isBefore(held.expiry())) {
      boolean fresh = now.isBefore(held.expiry().minus(RENEWED_BEFORE_END));
      return fresh || now.isBefore(nextAttempt) ? held.value() : renewed(held, now).value();
    }
    held = client.fetch();
    return held.value();
  }

  private AccessToken renewed(AccessToken usable, Instant now) {
    try {
      held = client.fetch();
      return held;
    } catch (IOException e) {
      nextAttempt = now.plus(BETWEEN_FAILURES);
      LOG.warn("No new token yet; the one at hand is good until={}", usable.expiry(), e);
      return usable;
    }
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // Hadoop asks for it
  public synchronized Date getExpiryTime() {
    return held == null ? new Date(0) : Date.from(held.expiry());
  }
}
