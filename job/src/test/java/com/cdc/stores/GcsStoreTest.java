package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The double against Google's documentation of the JSON API v1: what the plugin's exactly-once
 * depends on.
 */
class GcsStoreTest {

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path directory;
  private GcsStore store;

  @BeforeEach
  void start() {
    store = GcsStore.start(directory);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void anObjectIsAFileAndIsReadWholeOrInPart() throws Exception {
    put("a/b c.json", "0123456789");

    assertThat(store.file("a/b c.json")).hasContent("0123456789");
    assertThat(get("o/a%2Fb%20c.json?alt=media").body()).isEqualTo("0123456789");
    assertThat(get("o/a%2Fb%20c.json").body())
        .contains("\"name\":\"a/b c.json\"", "\"size\":\"10\"", "\"crc32c\":\"KAwGng==\"");
    HttpResponse<String> part =
        send(request("o/a%2Fb%20c.json?alt=media").header("Range", "bytes=3-5").GET());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("345");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 3-5/10");
    assertThat(send(request("o/a%2Fb%20c.json?alt=media").header("Range", "bytes=10-").GET()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(416);
  }

  @Test
  void anUploadWithItsMetadataIsOneObject() throws Exception {
    String body =
        "--x\r\nContent-Type: application/json\r\n\r\n{\"name\":\"m\",\"contentType\":\"text/x\"}\r\n"
            + "--x\r\nContent-Type: text/x\r\n\r\nline\r\n\r\nend\r\n--x--\r\n";

    HttpResponse<String> reply =
        send(
            upload("uploadType=multipart")
                .header("Content-Type", "multipart/related; boundary=x")
                .POST(BodyPublishers.ofString(body)));

    assertThat(reply.body()).contains("\"contentType\":\"text/x\"");
    assertThat(Files.readString(store.file("m"))).isEqualTo("line\r\n\r\nend");
  }

  @Test
  void aCompressedBodyIsTakenAsWhatItHolds() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("text".getBytes(UTF_8));
    }

    send(
        upload("uploadType=media&name=z")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(zipped.toByteArray())));

    assertThat(store.file("z")).hasContent("text");
  }

  @Test
  void aResumableUploadIsVisibleOnceItIsWholeAndSurvivesWhatIsSentTwice() throws Exception {
    URI session = begin("r", "ifGenerationMatch=0");

    HttpResponse<String> first = chunk(session, "bytes 0-3/*", "abcd");
    assertThat(first.statusCode()).isEqualTo(308);
    assertThat(first.headers().firstValue("Range")).hasValue("bytes=0-3");
    assertThat(get("o/r").statusCode()).isEqualTo(404);
    chunk(session, "bytes 2-5/*", "cdef");
    assertThat(chunk(session, "bytes */*", "").headers().firstValue("Range")).hasValue("bytes=0-5");
    HttpResponse<String> last = chunk(session, "bytes 6-6/7", "g");
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(chunk(session, "bytes 6-6/7", "g").body()).isEqualTo(last.body());

    assertThat(store.file("r")).hasContent("abcdefg");
  }

  @Test
  void whatAConditionForbidsIsNotDone() throws Exception {
    put("there", "old");
    String generation = generation("there");

    assertThat(send(upload("uploadType=media&name=there&ifGenerationMatch=0").POST(text("new"))))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(412);
    assertThat(send(request("o/there?ifGenerationMatch=1").DELETE()).statusCode()).isEqualTo(412);
    URI session = begin("late", "ifGenerationMatch=0");
    put("late", "faster");
    assertThat(chunk(session, "bytes 0-3/4", "slow").statusCode()).isEqualTo(412);
    assertThat(store.file("there")).hasContent("old");
    assertThat(store.file("late")).hasContent("faster");

    assertThat(send(request("o/there?ifGenerationMatch=" + generation).DELETE()).statusCode())
        .isEqualTo(204);
    assertThat(store.file("there")).doesNotExist();
    assertThat(get("o/there").statusCode()).isEqualTo(404);
  }

  @Test
  void composeJoinsInOrderAndCopyKeepsTheSource() throws Exception {
    put("t/1", "one ");
    put("t/2", "two");
    String sources = "{\"sourceObjects\":[{\"name\":\"t/1\"},{\"name\":\"t/2\"}]}";

    assertThat(send(request("o/all/compose?ifGenerationMatch=0").POST(text(sources))).statusCode())
        .isEqualTo(200);
    assertThat(send(request("o/all/compose?ifGenerationMatch=0").POST(text(sources))).statusCode())
        .isEqualTo(412);
    assertThat(send(request("o/all/rewriteTo/b/bucket/o/x%2Fcopy").POST(text(""))).body())
        .contains("\"done\":true", "\"name\":\"x/copy\"");

    assertThat(store.file("all")).hasContent("one two");
    assertThat(store.file("x/copy")).hasContent("one two");
  }

  @Test
  void aListHasPagesAndRollsNamesUp() throws Exception {
    for (String name : new String[] {"a/1", "a/2", "a/b/3", "a/c/", "a/c/4", "b"}) {
      put(name, "");
    }

    assertThat(get("o?prefix=a/&delimiter=/").body())
        .contains("\"name\":\"a/1\"", "\"name\":\"a/2\"", "\"prefixes\":[\"a/b/\",\"a/c/\"]")
        .doesNotContain("\"name\":\"a/c/\"");
    assertThat(get("o?prefix=a/&delimiter=/&includeTrailingDelimiter=true").body())
        .contains("\"name\":\"a/c/\"");
    assertThat(get("o?prefix=a/&delimiter=/&maxResults=3").body())
        .contains("\"prefixes\":[\"a/b/\"]", "\"nextPageToken\":\"a/b/\"");
    assertThat(get("o?prefix=a/&delimiter=/&maxResults=3&pageToken=a/b/").body())
        .contains("\"items\":[]", "\"prefixes\":[\"a/c/\"]")
        .doesNotContain("nextPageToken");
    assertThat(get("o?prefix=a/c/&delimiter=/").body())
        .contains("\"name\":\"a/c/\"", "\"prefixes\":[]");
    assertThat(get("o?prefix=a/b").body()).contains("\"a/b/3\"").doesNotContain("\"name\":\"b\"");
  }

  @Test
  void aBatchIsAnsweredRequestByRequest() throws Exception {
    put("gone", "x");
    String requests =
        """
        --batch
        Content-Type: application/http
        Content-ID: 1

        DELETE /storage/v1/b/bucket/o/gone HTTP/1.1

        --batch
        Content-Type: application/http
        Content-ID: 2

        GET %s/storage/v1/b/bucket/o/never HTTP/1.1

        --batch--
        """
            .formatted(store.address())
            .replace("\n", "\r\n");

    HttpResponse<String> reply =
        send(
            HttpRequest.newBuilder(URI.create(store.address() + "/batch/storage/v1"))
                .header("Content-Type", "multipart/mixed; boundary=batch")
                .POST(text(requests)));

    assertThat(reply.body()).containsSubsequence("<response-1>", " 204 ", "<response-2>", " 404 ");
    assertThat(store.file("gone")).doesNotExist();
  }

  @Test
  void faultsComeBeforeAndAfterTheWorkIsDone() throws Exception {
    store.inject(request -> GcsStore.Fault.LOST_REPLY);
    assertThatThrownBy(() -> put("done", "x")).isInstanceOf(IOException.class);
    store.inject(request -> GcsStore.Fault.LOST_REQUEST);
    assertThatThrownBy(() -> put("not-done", "x")).isInstanceOf(IOException.class);
    store.inject(request -> GcsStore.Fault.UNAVAILABLE);

    assertThat(get("o/done").statusCode()).isEqualTo(503);
    assertThat(store.file("done")).exists();
    assertThat(store.file("not-done")).doesNotExist();
  }

  private void put(String name, String content) throws Exception {
    send(upload("uploadType=media&name=" + name.replace(" ", "%20")).POST(text(content)));
  }

  private String generation(String name) throws Exception {
    return get("o/" + name).body().replaceFirst(".*\"generation\":\"(\\d+)\".*", "$1");
  }

  private URI begin(String name, String condition) throws Exception {
    HttpResponse<String> begun =
        send(upload("uploadType=resumable&name=" + name + "&" + condition).POST(text("{}")));
    return URI.create(begun.headers().firstValue("Location").orElseThrow());
  }

  private HttpResponse<String> chunk(URI session, String range, String content) throws Exception {
    return send(HttpRequest.newBuilder(session).header("Content-Range", range).PUT(text(content)));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(store.address() + "/storage/v1/b/bucket/" + path));
  }

  private HttpRequest.Builder upload(String query) {
    return HttpRequest.newBuilder(
        URI.create(store.address() + "/upload/storage/v1/b/bucket/o?" + query));
  }

  private static HttpRequest.BodyPublisher text(String content) {
    return BodyPublishers.ofString(content);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
