package com.cdc.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * The test runs once for each major version of PostgreSQL that this build is to test and takes it
 * as its argument. Which ones: Maven's property {@code postgres.versions}, for example {@code
 * -Dpostgres.versions=15,16}, from the oldest to the newest.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "PostgreSQL {0}")
@ArgumentsSource(PostgresVersions.Wanted.class)
public @interface PostgresVersions {

  /**
   * Whether the newest of them does, but where all tests run ({@code make test-all}): for what
   * takes long and goes through the same code whatever the version.
   */
  boolean newestDoes() default false;

  /** Reads the list from the system property {@code cdc.postgres.versions}. */
  final class Wanted implements ArgumentsProvider {

    @Override
    public Stream<? extends Arguments> provideArguments(ExtensionContext context) {
      String versions =
          System.getProperty(
              "cdc.postgres.versions", String.valueOf(PostgresBinaries.CLASS_PATH_MAJOR));
      List<String> wanted = List.of(versions.split(","));
      PostgresVersions test = context.getRequiredTestMethod().getAnnotation(PostgresVersions.class);
      if (test.newestDoes() && !"all".equals(System.getProperty("cdc.tests"))) {
        wanted = wanted.subList(wanted.size() - 1, wanted.size());
      }
      return wanted.stream().map(version -> Arguments.of(Integer.valueOf(version.strip())));
    }
  }
}
