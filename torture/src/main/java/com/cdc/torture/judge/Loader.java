package com.cdc.torture.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Copies the landing's records into the judge's tables: changes into one, snapshots into another.
 */
final class Loader implements AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int BUFFER = 1 << 16;

  /** What the oracle knows of a table. */
  record Table(int id, List<String> key) {}

  private final Map<String, Table> tables;
  private final List<String> findings;
  private final OutputStream landed;
  private final OutputStream snapshot;
  private final LandedRecord record = new LandedRecord();
  private final StringBuilder line = new StringBuilder();
  private long rows;

  /** Writes by two connections, which are not used otherwise until this is closed. */
  Loader(Map<String, Table> tables, List<String> findings, Connection first, Connection second)
      throws SQLException {
    this.tables = tables;
    this.findings = findings;
    landed = copy(first, "judge.landed");
    snapshot = copy(second, "judge.snapshot");
  }

  /** Copies one file; what is wrong with it becomes a finding. */
  void load(int id, Path landing, Path file) throws IOException {
    Table table = tables.get(LandedFiles.table(file));
    if (table == null) {
      findings.add("file %s: nobody audits this table".formatted(file));
      return;
    }
    String line = "the first record";
    try (InputStream in = open(landing.resolve(file));
        JsonParser parser = JSON.createParser(in)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        if (token != JsonToken.START_OBJECT) {
          throw new IOException("no record, but " + token);
        }
        record.read(parser);
        write(id, table);
        line = "what follows lsn %d seq %d".formatted(record.lsn, record.seq);
        token = parser.nextToken();
      }
    } catch (CopyFailed e) {
      throw e;
    } catch (IOException e) {
      findings.add("file %s: %s cannot be read: %s".formatted(file, line, e.getClass()));
    }
  }

  long rows() {
    return rows;
  }

  @Override
  public void close() throws IOException {
    landed.close();
    snapshot.close();
  }

  private void write(int file, Table table) throws IOException {
    rows++;
    boolean change = !record.op.equals("r") && record.xid != null;
    line.setLength(0);
    line.append(file).append('\t').append(table.id());
    field(String.valueOf(record.epoch));
    field(String.valueOf(record.lsn));
    field(String.valueOf(record.seq));
    field(record.op);
    field(record.key(table.key()));
    field(record.digest());
    field(record.note);
    if (change) {
      field(record.xid);
      field(record.oldKey(table.key()));
      field(record.unchanged ? "t" : "f");
    } else {
      field(record.row);
    }
    line.append('\n');
    try {
      (change ? landed : snapshot).write(line.toString().getBytes(UTF_8));
    } catch (IOException e) {
      throw new CopyFailed(e);
    }
  }

  private void field(@Nullable String value) {
    line.append('\t').append(value == null ? "\\N" : value);
  }

  private static OutputStream copy(Connection connection, String table) throws SQLException {
    return new PGCopyOutputStream(
        connection.unwrap(PGConnection.class), "COPY " + table + " FROM STDIN", BUFFER);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    String name = file.toString();
    if (name.endsWith(".gz")) {
      return new GZIPInputStream(in, BUFFER);
    }
    return name.endsWith(".zst") ? new ZstdInputStream(in) : in;
  }

  /** The judge's own trouble, not the file's. */
  private static final class CopyFailed extends IOException {
    private static final long serialVersionUID = 1;

    CopyFailed(IOException cause) {
      super("The judge's database refuses the records", cause);
    }
  }
}
