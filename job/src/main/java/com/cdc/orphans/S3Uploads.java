package com.cdc.orphans;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.orphans.Leftover.Kind;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.WrappingProxy;

/**
 * Uploads that were begun and neither completed nor aborted. A file system does not show them, so
 * Hadoop's S3 client inside Flink's plugin is asked, by reflection: the plugin has a class loader
 * of its own. Where that is not possible, the bucket's lifecycle rule has to do.
 */
final class S3Uploads {

  private S3Uploads() {}

  /**
   * None if the landing is elsewhere.
   *
   * @throws UnsupportedOperationException if the file system is not that of flink-s3-fs-hadoop
   */
  static List<Leftover> find(String landingUri) throws IOException {
    if (!landingUri.startsWith("s3://") && !landingUri.startsWith("s3a://")) {
      return List.of();
    }
    Path landing = new Path(landingUri);
    Object client = client(landing.getFileSystem());
    String bucket = landing.toUri().getAuthority();
    String prefix = landing.toUri().getPath().substring(1) + "/";
    List<Leftover> found = new ArrayList<>();
    Object uploads = call(client, "listUploads", prefix);
    while ((boolean) call(uploads, "hasNext")) {
      Object upload = call(uploads, "next");
      String key = (String) call(upload, "getKey");
      String id = (String) call(upload, "getUploadId");
      Date begun = (Date) call(upload, "getInitiated");
      found.add(
          new Leftover(
              Kind.UPLOAD,
              "upload of s3://" + bucket + "/" + key + " " + id,
              -1,
              begun.toInstant(),
              Set.of(new String(id.getBytes(UTF_8), ISO_8859_1)),
              () ->
                  call(call(client, "getWriteOperationHelper"), "abortMultipartCommit", key, id)));
    }
    return found;
  }

  /** Hadoop's file system under Flink's wrappers. */
  private static Object client(FileSystem flink) throws IOException {
    Object inner = flink;
    while (inner instanceof WrappingProxy<?> wrapper) {
      inner = wrapper.getWrappedDelegate();
    }
    return call(inner, "getHadoopFileSystem");
  }

  private static Object call(Object target, String name, String... arguments) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(target.getClass().getClassLoader());
    try {
      Class<?>[] types = new Class<?>[arguments.length];
      Arrays.fill(types, String.class);
      Method method = target.getClass().getMethod(name, types);
      return method.invoke(target, (Object[]) arguments);
    } catch (InvocationTargetException e) {
      throw new IOException("The S3 client cannot " + name, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException(
          "Unfinished uploads cannot be listed through %s, only through flink-s3-fs-hadoop."
                  .formatted(target.getClass().getName())
              + " Leave them to a lifecycle rule of the bucket (AbortIncompleteMultipartUpload).",
          e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
