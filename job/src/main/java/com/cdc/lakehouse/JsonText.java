package com.cdc.lakehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.StringJoiner;

/** JSON as people lay it out: one member a line, a list of plain values on one. */
final class JsonText {

  private JsonText() {}

  static String of(JsonNode node) {
    return of(node, "\n") + "\n";
  }

  /** The text of a value; each line of it but the first begins with the indentation. */
  private static String of(JsonNode node, String line) {
    String inner = line + "  ";
    if (node.isEmpty() || node.isValueNode()) {
      return node.toString();
    } else if (node.isObject()) {
      StringJoiner members = new StringJoiner("," + inner, "{" + inner, line + "}");
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        members.add(new TextNode(member.getKey()) + ": " + of(member.getValue(), inner));
      }
      return members.toString();
    }
    boolean isPlain = true;
    for (JsonNode element : node) {
      isPlain &= element.isValueNode();
    }
    StringJoiner elements =
        isPlain
            ? new StringJoiner(", ", "[", "]")
            : new StringJoiner("," + inner, "[" + inner, line + "]");
    node.forEach(element -> elements.add(of(element, inner)));
    return elements.toString();
  }
}
