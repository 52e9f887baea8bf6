package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Severity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A diagnosis for machines; docs/reference/doctor.md describes it. */
public final class DiagnosisJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private DiagnosisJson() {}

  /** One document, without a line break at its end. */
  public static String document(Diagnosis diagnosis) {
    ObjectNode root = MAPPER.createObjectNode();
    for (Severity severity : Severity.values()) {
      root.put(severity.label(), diagnosis.count(severity));
    }
    ArrayNode findings = root.putArray("findings");
    diagnosis.findings().forEach(finding -> put(findings.addObject(), finding));
    ArrayNode tables = root.putArray("tables");
    diagnosis.tables().forEach(table -> put(tables.addObject(), table));
    texts(root.putArray("places"), diagnosis.places());
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode node, Finding finding) {
    node.put("severity", finding.severity().label());
    node.put("kind", finding.kind().id());
    node.put("where", finding.where());
    node.put("what", finding.what());
    node.put("why", finding.kind().why());
    ObjectNode fix = node.putObject("fix");
    fix.put("text", finding.fix().text());
    texts(fix.putArray("sql"), finding.fix().sql());
    texts(fix.putArray("commands"), finding.fix().commands());
  }

  private static void put(ObjectNode node, TableFacts table) {
    node.put("table", table.table().toString());
    texts(node.putArray("key"), table.key());
    node.put("identity", table.identity());
    node.put("costs", table.costs());
    node.put("rows", table.rows());
    node.put("bytes", table.bytes());
    node.put("averageRowBytes", table.averageRowBytes());
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
