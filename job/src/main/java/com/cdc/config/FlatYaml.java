package com.cdc.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML map as dotted keys: {@code landing: {uri: x}} and {@code landing.uri: x} are the same.
 * Read from the nodes, so that lines are known and a value stays as it is written ({@code 0123}).
 */
final class FlatYaml {
  private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

  /** What stands behind a key. */
  enum Shape {
    TEXT,
    LIST,
    /** Nothing at all, as in a section whose lines are all comments, or {@code {}}. */
    EMPTY,
    /** Something unusable, of which a problem tells. */
    BROKEN
  }

  /**
   * One key of the text.
   *
   * @param items one text, or those of a list
   */
  record Entry(String key, int line, Shape shape, List<String> items) {}

  private final String linePrefix;
  private final Problems problems;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private FlatYaml(String linePrefix, Problems problems) {
    this.linePrefix = linePrefix;
    this.problems = problems;
  }

  /**
   * The keys in their order; none for an empty text. Throws at once if the text is no YAML map.
   *
   * @param source what to call the text in messages
   * @param linePrefix what to put before "line 7"
   */
  static List<Entry> parse(String text, String source, String linePrefix, Problems problems) {
    FlatYaml yaml = new FlatYaml(linePrefix, problems);
    Optional<Node> root = compose(text, source);
    if (root.isPresent() && !isNull(root.get())) {
      if (!(root.get() instanceof MappingNode map)) {
        String problem = " must be a map of keys to values, such as `name: x` (line %d).";
        throw new ConfigException(List.of(source + problem.formatted(line(root.get()))));
      }
      yaml.flatten("", map);
    }
    return yaml.entries;
  }

  private static Optional<Node> compose(String text, String source) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      return new Compose(settings).composeString(withoutMark);
    } catch (YamlEngineException e) {
      // without the cause: its message quotes the text, which may hold a secret
      throw new ConfigException(List.of(source + " is not valid YAML" + YamlFault.describe(e)));
    }
  }

  private void flatten(String prefix, MappingNode map) {
    for (NodeTuple tuple : map.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add("A key" + at(tuple.getKeyNode()) + " must be text.");
        continue;
      }
      String key = prefix + keyNode.getValue();
      Integer earlier = lines.putIfAbsent(key, line(keyNode));
      if (earlier != null) {
        problems.add(
            "`%s` is given twice (%slines %d and %d); keep one."
                .formatted(key, linePrefix, earlier, line(keyNode)));
      } else if (tuple.getValueNode().isRecursive()) {
        problems.add(subject(key, keyNode) + " contains itself.");
      } else if (tuple.getValueNode() instanceof MappingNode child && !child.getValue().isEmpty()) {
        flatten(key + ".", child);
      } else {
        leaf(key, keyNode, tuple.getValueNode());
      }
    }
  }

  private void leaf(String key, Node keyNode, Node value) {
    if (value instanceof MappingNode) { // without keys
      entries.add(new Entry(key, line(keyNode), Shape.EMPTY, List.of()));
      return;
    }
    List<Node> nodes = value instanceof SequenceNode list ? list.getValue() : List.of(value);
    Shape shape = value instanceof SequenceNode ? Shape.LIST : Shape.TEXT;
    List<String> items = new ArrayList<>();
    for (Node node : nodes) {
      if (isNull(node) && shape == Shape.TEXT) {
        shape = Shape.EMPTY;
      } else if (!(node instanceof ScalarNode scalar) || isNull(node)) {
        problems.add(subject(key, node) + " must be a list of texts.");
        shape = Shape.BROKEN;
      } else if (!isStandard(node.getTag())) {
        problems.add(subject(key, node) + " begins with `!`; put the value in quotes.");
        shape = Shape.BROKEN;
      } else {
        items.add(scalar.getValue());
      }
    }
    entries.add(new Entry(key, line(keyNode), shape, items));
  }

  /** A tag of the schema; the parser has one of its own for a plain {@code ${NAME}}. */
  private static boolean isStandard(Tag tag) {
    return tag.getValue().startsWith(STANDARD_TAGS) || tag.equals(Tag.ENV_TAG);
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private String subject(String key, Node node) {
    return "`" + key + "`" + at(node);
  }

  private String at(Node node) {
    return " (" + linePrefix + "line " + line(node) + ")";
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }
}
