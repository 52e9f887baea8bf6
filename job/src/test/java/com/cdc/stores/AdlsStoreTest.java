package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation of the "Path" operations says, of the double. */
class AdlsStoreTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path directory;
  private AdlsStore store;

  @BeforeEach
  void start() {
    store = AdlsStore.start(directory, AdlsCredentials.bearer("good"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsAppendedIsThereOnceItIsFlushed() throws Exception {
    assertThat(put("/a/b?resource=file")).isEqualTo("201 ");
    assertThat(patch("/a/b?action=append&position=3", "def")).isEqualTo("202 ");
    assertThat(patch("/a/b?action=append&position=0", "abc")).isEqualTo("202 ");
    assertThat(get("/a/b")).isEqualTo("200 ");
    assertThat(patch("/a/b?action=flush&position=6", "")).isEqualTo("200 ");
    assertThat(get("/a/b")).isEqualTo("200 abcdef");
    assertThat(store.file("a/b")).hasContent("abcdef");
  }

  @Test
  void appendingMayFlushAtOnce() throws Exception {
    put("/f?resource=file");
    assertThat(patch("/f?action=append&position=0&flush=true", "abc")).isEqualTo("202 ");
    assertThat(get("/f")).isEqualTo("200 abc");
  }

  @Test
  void flushedDataMustBeContiguous() throws Exception {
    put("/f?resource=file");
    patch("/f?action=append&position=1", "b");
    assertThat(patch("/f?action=flush&position=2", "")).isEqualTo("400 InvalidFlushPosition");
    patch("/f?action=append&position=0", "a");
    assertThat(patch("/f?action=flush&position=3", "")).isEqualTo("400 InvalidFlushPosition");
    assertThat(patch("/f?action=flush&position=2", "")).isEqualTo("200 ");
    assertThat(patch("/f?action=append&position=1", "x"))
        .isEqualTo("400 InvalidQueryParameterValue");
  }

  @Test
  void creatingReplacesUnlessAConditionForbidsIt() throws Exception {
    put("/f?resource=file");
    patch("/f?action=append&position=0&flush=true", "abc");
    String etag = send("HEAD", "/f", "").headers().firstValue("etag").orElseThrow();

    assertThat(put("/f?resource=file", "If-None-Match", "*")).isEqualTo("409 PathAlreadyExists");
    assertThat(put("/f?resource=file", "If-Match", "\"other\"")).isEqualTo("412 ConditionNotMet");
    assertThat(get("/f")).isEqualTo("200 abc");
    assertThat(put("/f?resource=file", "If-Match", etag)).isEqualTo("201 ");
    assertThat(get("/f")).isEqualTo("200 ");
    assertThat(get("/f", "If-Match", etag)).isEqualTo("412 ConditionNotMet");
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    put("/f?resource=file");
    assertThat(put("/f/g?resource=file")).isEqualTo("409 PathConflict");
    assertThat(put("/f?resource=directory")).isEqualTo("409 InvalidDestinationPath");
    put("/d?resource=directory");
    assertThat(get("/d")).isEqualTo("409 ResourceTypeMismatch");
  }

  @Test
  void aRenameMovesAndReplacesUnlessAConditionForbidsIt() throws Exception {
    put("/d/x?resource=file");
    patch("/d/x?action=append&position=0&flush=true", "x");
    put("/d/y?resource=file");

    assertThat(rename("/d/x", "/d/y", "If-None-Match", "*")).isEqualTo("409 PathAlreadyExists");
    assertThat(rename("/d/x", "/d/y", "x-not-asked", "")).isEqualTo("201 ");
    assertThat(get("/d/y")).isEqualTo("200 x");
    assertThat(get("/d/x")).isEqualTo("404 PathNotFound");
    assertThat(rename("/d/x", "/d/z", "If-None-Match", "*")).isEqualTo("404 SourcePathNotFound");
    assertThat(rename("/d/y", "/no/z", "If-None-Match", "*"))
        .isEqualTo("404 RenameDestinationParentPathNotFound");
    assertThat(rename("/d", "/d/e", "If-None-Match", "*")).isEqualTo("409 InvalidRenameSourcePath");
  }

  @Test
  void aRenamedDirectoryTakesItsPathsAlong() throws Exception {
    put("/d/sub/x?resource=file");
    assertThat(rename("/d", "/e", "If-None-Match", "*")).isEqualTo("201 ");
    assertThat(get("/e/sub/x")).isEqualTo("200 ");
  }

  @Test
  void aListIsGivenInPages() throws Exception {
    for (String name : new String[] {"/d/1", "/d/2", "/d/3/4", "/e"}) {
      put(name + "?resource=file");
    }
    HttpResponse<String> first =
        send("GET", "?resource=filesystem&recursive=true&maxResults=3&directory=d", "");
    assertThat(first.body())
        .contains(
            "\"name\":\"d/1\"", "\"name\":\"d/2\"", "{\"name\":\"d/3\",\"isDirectory\":\"true\"")
        .doesNotContain("d/3/4", "\"name\":\"e\"");
    String continuation = first.headers().firstValue("x-ms-continuation").orElseThrow();
    HttpResponse<String> last =
        send(
            "GET",
            "?resource=filesystem&recursive=true&maxResults=3&directory=d&continuation="
                + continuation,
            "");
    assertThat(last.body()).contains("\"name\":\"d/3/4\"").doesNotContain("d/2");
    assertThat(last.headers().firstValue("x-ms-continuation")).isEmpty();
    assertThat(get("?resource=filesystem&recursive=false&directory=d"))
        .contains("\"name\":\"d/3\"")
        .doesNotContain("d/3/4");
    assertThat(get("?resource=filesystem&recursive=false&directory=no"))
        .isEqualTo("404 PathNotFound");
  }

  @Test
  void aRangeIsReadWithBothOfItsEnds() throws Exception {
    put("/f?resource=file");
    patch("/f?action=append&position=0&flush=true", "0123456789");
    assertThat(get("/f", "Range", "bytes=2-4")).isEqualTo("206 234");
    assertThat(get("/f", "Range", "bytes=8-99")).isEqualTo("206 89");
    assertThat(get("/f", "Range", "bytes=10-11")).isEqualTo("416 InvalidRange");
    assertThat(send("HEAD", "/f", "").headers().firstValue("content-length")).contains("10");
  }

  @Test
  void aDirectoryThatIsNotEmptyIsDeletedRecursivelyOnly() throws Exception {
    put("/d/x?resource=file");
    assertThat(code(send("DELETE", "/d?recursive=false", ""))).isEqualTo("409 DirectoryNotEmpty");
    assertThat(code(send("DELETE", "/d?recursive=true", ""))).isEqualTo("200 ");
    assertThat(code(send("DELETE", "/d?recursive=true", ""))).isEqualTo("404 PathNotFound");
  }

  @Test
  void whoHasAnotherTokenIsNotLetIn() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url("/f")).header("Authorization", "Bearer bad").build();
    assertThat(code(CLIENT.send(request, BodyHandlers.ofString())))
        .isEqualTo("403 AuthenticationFailed");
  }

  @Test
  void aSignatureOfTheSharedKeyLetsInAndAnotherOneDoesNot() throws Exception {
    try (AdlsStore signed = AdlsStore.start(directory)) {
      String path = "/lake/landing/" + "no%20file";
      String text =
          "GET"
              + "\n".repeat(10)
              + "\nbytes=0-1"
              + "\nx-ms-date:Mon, 01 Jan 2024 00:00:00 GMT"
              + "\nx-ms-version:2018-11-09"
              + "\n/lake"
              + path
              + "\ntimeout:90";
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(AdlsStore.KEY.key()), "HmacSHA256"));
      String signature = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(signed.url() + path + "?timeout=90"))
              .header("Range", "bytes=0-1")
              .header("x-ms-version", "2018-11-09")
              .header("x-ms-date", "Mon, 01 Jan 2024 00:00:00 GMT");

      HttpRequest good = request.setHeader("Authorization", "SharedKey lake:" + signature).build();
      assertThat(code(CLIENT.send(good, BodyHandlers.ofString()))).isEqualTo("404 PathNotFound");
      HttpRequest bad = request.setHeader("Range", "bytes=0-2").build();
      assertThat(code(CLIENT.send(bad, BodyHandlers.ofString())))
          .isEqualTo("403 AuthenticationFailed");
    }
  }

  @Test
  void aLostAnswerIsOfARequestThatWasCarriedOut() {
    store.inject(AdlsFault.loseAnswer().times(1));
    assertThatThrownBy(() -> put("/f?resource=file")).isInstanceOf(IOException.class);
    assertThat(store.file("f")).exists();
  }

  private String put(String path, String... header) throws Exception {
    return code(send("PUT", path, "", header));
  }

  private String patch(String path, String body) throws Exception {
    return code(send("PATCH", path, body));
  }

  private String get(String path, String... header) throws Exception {
    return code(send("GET", path, "", header));
  }

  private String rename(String from, String to, String header, String value) throws Exception {
    return code(send("PUT", to, "", "x-ms-rename-source", "/landing" + from, header, value));
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path))
            .header("Authorization", "Bearer good")
            .method(method, BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private URI url(String path) {
    return URI.create(store.url() + "/lake/landing" + path);
  }

  /** Status and error code, or status and body. */
  private static String code(HttpResponse<String> response) {
    return response.statusCode()
        + " "
        + response.headers().firstValue("x-ms-error-code").orElse(response.body());
  }
}
