package com.cdc.config;

import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageUriTest {
  private static final String SUBJECT = "`landing.uri` (environment variable LANDING_URI) ";

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, s3://bucket",
    "s3://bucket/, s3://bucket",
    "S3A://bucket//a///b/, s3a://bucket/a/b",
    "gs://my_bucket.x/a b%20c, gs://my_bucket.x/a b%20c",
    "abfss://c@acc.dfs.core.windows.net/x/, abfss://c@acc.dfs.core.windows.net/x",
    "abfs://c@acc.dfs.core.windows.net, abfs://c@acc.dfs.core.windows.net",
    "/var/lib/cdc/, file:/var/lib/cdc",
    "file:///var/lib/cdc//x/, file:/var/lib/cdc/x",
    "file:/var/./lib/../cdc, file:/var/cdc",
    "/tmp/my dir, file:/tmp/my dir",
  })
  void acceptedFormsAreNormalised(String given, String uri) {
    assertThat(load("LANDING_URI", given).landing().uri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3://             | has no bucket; write s3://bucket/path.",
        "s3:///x           | has no bucket; write s3://bucket/path.",
        "gs:bucket/x       | has no bucket; write gs://bucket/path.",
        "s3://-b/x         | has no valid bucket; write s3://bucket/path.",
        "s3://b/../x       | must not contain `.` or `..` as a directory.",
        "abfss://container/x | has no account; write"
            + " abfss://container@account.dfs.core.windows.net/path.",
        "abfss://c@account/x | has no valid container and account; write"
            + " abfss://container@account.dfs.core.windows.net/path.",
        "abfss:///x        | has no container; write"
            + " abfss://container@account.dfs.core.windows.net/path.",
        "abfss://c@a.blob.core.windows.net/x | names the blob endpoint; write"
            + " abfss://container@account.dfs.core.windows.net/path.",
        "wasbs://c@a.blob.core.windows.net/x | has scheme `wasbs`, Azure's retired driver; write"
            + " abfss://container@account.dfs.core.windows.net/path instead.",
        "gcs://b/x         | has scheme `gcs`; write gs://bucket/path instead.",
        "file://tmp/x      | must name a directory below the root, without a host; write"
            + " file:///path.",
        "file:x            | must name a directory below the root, without a host; write"
            + " file:///path.",
        "/                 | must not be the root directory; name a directory of its own.",
      })
  void badFormsAreRefusedWithAdvice(String uri, String complaint) {
    assertThat(problems("LANDING_URI", uri)).containsExactly(SUBJECT + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://b.s3.amazonaws.com/x | has scheme `https`, which is no store; name the bucket or"
            + " container. ",
        "hdfs://nn/x | has scheme `hdfs`, which is not supported. ",
        "ftp://x/y   | has a scheme that is not supported (`ftp://x/y`). ",
      })
  void unknownSchemesListTheAcceptedForms(String uri, String complaint) {
    assertThat(problems("LANDING_URI", uri))
        .containsExactly(SUBJECT + complaint + " " + StorageUri.FORMS);
  }

  @Test
  void aRelativePathShowsTheAbsoluteOne() {
    Path absolute = Path.of("out/landing").toAbsolutePath();

    assertThat(problems("LANDING_URI", "out/landing"))
        .containsExactly(
            SUBJECT
                + "must be absolute, not `out/landing`; write `"
                + absolute
                + "` for a local directory. "
                + StorageUri.FORMS);
    assertThat(problems("LANDING_URI", "~/landing"))
        .singleElement()
        .asString()
        .contains("write `" + Path.of(System.getProperty("user.home"), "landing") + "` for");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIA:hunter2@bucket/x",
        "s3://hunter2@bucket/x",
        "s3://AKIA:hun/hunter2@bucket/x",
        "abfss://c:hunter2@acc.dfs.core.windows.net/x", // check:allow
        "abfss://c@acc.dfs.core.windows.net/x?sv=1&sig=hunter2",
        "s3://bucket/x#hunter2",
        "ftp://user:hunter2@host/x", // check:allow
        "user@hunter2/x",
        "https://hunter2@b.example.com",
        "file://user:hunter2@host/x", // check:allow
      })
  void credentialsInAUriAreRefusedAndNotPrinted(String uri) {
    assertThat(problems("LANDING_URI", uri)).singleElement().asString().doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b/x, s3a://b/x/",
    "s3://b, s3://b/x",
    "/data/x, file:///data/x/y",
    "/data/x/y, /data/z/../x",
    "abfs://c@a.dfs.core.windows.net/x, abfss://c@a.dfs.core.windows.net/x/y",
  })
  void landingAndCheckpointsMustBeApart(String landing, String checkpoint) {
    assertThat(problems("LANDING_URI", landing, "CHECKPOINT_URI", checkpoint))
        .containsExactly(
            "`landing.uri` and `checkpoint.uri` must be apart: neither the same directory nor one"
                + " inside the other.");
  }

  @Test
  void neighboursWithACommonBeginningAreApart() {
    assertThat(load("LANDING_URI", "s3://b/x", "CHECKPOINT_URI", "s3://b/x-ck").landing().uri())
        .isEqualTo("s3://b/x");
  }

  @Test
  void onlyFileUrisHaveALocalPath() {
    assertThat(StorageUri.localPath("file:/tmp/my dir")).isEqualTo(Path.of("/tmp/my dir"));
    assertThat(StorageUri.localPath("s3://b/x")).isNull();
  }
}
