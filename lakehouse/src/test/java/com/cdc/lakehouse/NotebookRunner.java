package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Executes an unmodified Python notebook in CPython, with {@code spark} backed by a session of this
 * JVM.
 *
 * <p>The protocol is one JSON object a line, in both directions. Python sends {@code call}, {@code
 * returned} (a callback is over) and {@code end}; the JVM answers a call by its number and sends
 * {@code callback}. Each call runs in a thread of its own: one may wait for a stream whose batches
 * call back.
 */
final class NotebookRunner {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHIM =
      Path.of(System.getProperty("cdc.notebook.shim", "src/test/python/notebook_shim.py"));

  private final Wire wire;
  private final Writer out;
  private final AtomicLong callbacks = new AtomicLong();
  private final Map<Long, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

  private NotebookRunner(SparkSession spark, Writer out) {
    this.out = out;
    this.wire = new Wire(spark, this::callBack);
  }

  /**
   * Runs the notebook to its end.
   *
   * @return what it gave to {@code dbutils.notebook.exit}
   * @throws NotebookException if it fails
   */
  static Optional<String> run(SparkSession spark, Path notebook, Map<String, String> widgets)
      throws IOException {
    Process python =
        new ProcessBuilder(
                "python3",
                SHIM.toString(),
                notebook.toAbsolutePath().toString(),
                JSON.writeValueAsString(widgets))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ExecutorService calls = Executors.newCachedThreadPool();
    try (Writer out = python.outputWriter();
        BufferedReader in = python.inputReader()) {
      return new NotebookRunner(spark, out).serve(in, calls);
    } finally {
      python.destroy();
      calls.shutdown();
    }
  }

  private Optional<String> serve(BufferedReader in, ExecutorService calls) throws IOException {
    for (String line; (line = in.readLine()) != null; ) {
      JsonNode message = JSON.readTree(line);
      if (message.has("call")) {
        calls.execute(() -> answer(message));
      } else if (message.has("returned")) {
        returned(message);
      } else {
        return end(message);
      }
    }
    EOFException ended = new EOFException("Python ended before the notebook did; see its output");
    running.values().forEach(callback -> callback.completeExceptionally(ended));
    throw ended;
  }

  private static Optional<String> end(JsonNode message) {
    if (message.has("error")) {
      throw new NotebookException(
          message.get("place").asText() + ": " + message.get("error").asText());
    }
    return Optional.ofNullable(message.get("end").textValue());
  }

  private void answer(JsonNode call) {
    ObjectNode answer = JSON.createObjectNode().put("call", call.get("call").asLong());
    try {
      answer.set("value", wire.encode(wire.invoke(call)));
    } catch (InvocationTargetException e) {
      answer.put("error", String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      answer.put("error", e.toString());
    } catch (Exception e) { // a stream's, which Scala throws undeclared
      answer.put("error", e.toString());
    }
    send(answer);
  }

  private void callBack(long function, Object... arguments) throws Exception {
    long number = callbacks.incrementAndGet();
    CompletableFuture<Void> over = new CompletableFuture<>();
    running.put(number, over);
    ObjectNode message = JSON.createObjectNode().put("callback", number).put("function", function);
    for (@Nullable Object argument : arguments) {
      message.withArray("args").add(wire.encode(argument));
    }
    send(message);
    try {
      over.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private void returned(JsonNode message) {
    CompletableFuture<Void> over = running.remove(message.get("returned").asLong());
    if (over == null) {
      throw new IllegalStateException(
          "Python returned from a callback that is not running: " + message);
    }
    if (message.has("error")) {
      over.completeExceptionally(new NotebookException(message.get("error").asText()));
    } else {
      over.complete(null);
    }
  }

  private void send(ObjectNode message) {
    synchronized (out) {
      try {
        out.write(JSON.writeValueAsString(message));
        out.write('\n');
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
