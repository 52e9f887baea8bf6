package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.PostgresConfig;
import com.cdc.event.Operation;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.json.BatchBuilder;
import com.cdc.json.ColumnType;
import com.cdc.json.Encoding;
import com.cdc.json.RowShape;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/** Makes docs/reference/types.md from what a PostgreSQL prints and the encoder makes of it. */
final class TypesReference {

  private static final RecordFormat BASE = RecordFormat.DEFAULT;

  private static final Map<String, RecordFormat> OTHER_FORMS = otherForms();

  private static final TableId TABLE = new TableId("public", "example");

  private final Connection connection;

  private TypesReference(Connection connection) {
    this.connection = connection;
  }

  static String markdown(TestPostgres postgres) throws SQLException, IOException {
    PostgresConfig config = postgres.config(List.of(TABLE), "cdc_pub", "types");
    postgres.execute(TypeExamples.DEFINITIONS.toArray(String[]::new));
    StringBuilder page = new StringBuilder(TypeExamples.INTRODUCTION);
    try (Connection connection = PostgresConnections.open(config)) {
      TypesReference reference = new TypesReference(connection);
      for (Map.Entry<String, List<TypeExamples.Example>> part : TypeExamples.PARTS.entrySet()) {
        page.append("\n## ").append(part.getKey()).append("\n\n");
        page.append("| type | PostgreSQL | JSON | other form |\n|---|---|---|---|\n");
        for (TypeExamples.Example example : part.getValue()) {
          for (String value : example.values()) {
            postgres.execute(
                "DROP TABLE IF EXISTS example",
                "CREATE TABLE example (v " + example.type() + ")",
                "INSERT INTO example VALUES (" + Quoting.literal(value) + ")");
            page.append(reference.line(shown(example)));
          }
        }
      }
    }
    return page.toString();
  }

  private String line(String name) throws SQLException, IOException {
    ColumnType type = ShapeFactory.columnType(types(), oid());
    byte[] text = text();
    String json = json(type, text, BASE);
    StringBuilder others = new StringBuilder();
    for (Map.Entry<String, RecordFormat> form : OTHER_FORMS.entrySet()) {
      String other = json(type, text, form.getValue());
      if (!other.equals(json)) {
        others.append(others.isEmpty() ? "" : "<br>").append(code(other));
        others.append(" by `").append(form.getKey()).append('`');
      }
    }
    return "| %s | %s | %s | %s |\n"
        .formatted(name, code(new String(text, UTF_8)), code(json), others);
  }

  private static String shown(TypeExamples.Example example) {
    return example.name().equals(example.type()) ? code(example.type()) : example.name();
  }

  private TypeCatalogue types() throws SQLException {
    return Catalogue.types(connection);
  }

  private long oid() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT atttypid FROM pg_catalog.pg_attribute"
                    + " WHERE attrelid = 'public.example'::regclass AND attname = 'v'")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** As the snapshot reads it. */
  private byte[] text() throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY public.example TO STDOUT", out);
    CopyRow row = new CopyRow(1);
    row.parse(out.toByteArray());
    return new String(row.bytes(), row.offset(0), row.length(0), UTF_8).getBytes(UTF_8);
  }

  private static String json(ColumnType type, byte[] text, RecordFormat format) {
    RowShape shape =
        new RowShape(
            TABLE, List.of(new RowShape.Column("v", type, false)), new Encoding(format), 1);
    BatchBuilder batch = new BatchBuilder(TABLE);
    batch.writer().begin();
    batch.writer().value(shape, 0, text, 0, text.length);
    batch.writer().endObject();
    batch.added(Operation.READ, 1, 1, 0, 0);
    String object = new String(batch.build().lines, UTF_8);
    return object.substring("{\"v\":".length(), object.length() - 1);
  }

  /** A line break within a value is shown as the sign for it. */
  private static String code(String text) {
    String shown = text.replace("|", "\\|").replace("\n", "␤");
    return shown.isEmpty() ? "" : shown.contains("`") ? "`` " + shown + " ``" : "`" + shown + "`";
  }

  private static Map<String, RecordFormat> otherForms() {
    Map<String, RecordFormat> forms = new LinkedHashMap<>();
    forms.put(
        "record.numeric: number",
        new RecordFormat(
            RecordFormat.Numeric.NUMBER, BASE.bytea(), BASE.json(), BASE.composite(), false));
    forms.put(
        "record.bytea: hex",
        new RecordFormat(
            BASE.numeric(), RecordFormat.Bytea.HEX, BASE.json(), BASE.composite(), false));
    forms.put(
        "record.json: nested",
        new RecordFormat(
            BASE.numeric(), BASE.bytea(), RecordFormat.Json.NESTED, BASE.composite(), false));
    forms.put(
        "record.composite: object",
        new RecordFormat(
            BASE.numeric(), BASE.bytea(), BASE.json(), RecordFormat.Composite.OBJECT, false));
    return forms;
  }
}
