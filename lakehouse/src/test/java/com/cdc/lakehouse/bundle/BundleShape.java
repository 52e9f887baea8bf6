package com.cdc.lakehouse.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a bundle may hold: the part of Databricks' bundle schema that bundle-shape.yml has. */
final class BundleShape {

  private static final String REQUIRED = "!";
  private static final String ANY_KEY = "*";

  private final Map<?, ?> root;
  private final List<String> problems = new ArrayList<>();

  BundleShape(Map<?, ?> root) {
    this.root = root;
  }

  /** What in the file does not fit; none of a bundle that Databricks' own tool would accept. */
  List<String> problems(String file, Map<?, ?> content, boolean isMain) {
    problems.clear();
    if (isMain) {
      check(file, content, root);
    } else {
      content.forEach((key, value) -> check(file + ": " + key, value, shapeOf(root, key)));
    }
    return List.copyOf(problems);
  }

  private void check(String at, @Nullable Object value, @Nullable Object shape) {
    if (shape == null) {
      problems.add(at + " is no key of a bundle");
    } else if (isReference(value)) {
      return; // its value is looked at where it is declared
    } else if (shape instanceof Map<?, ?> keys) {
      checkMap(at, value, keys);
    } else if (shape instanceof List<?> items) {
      if (value instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          check(at + "[" + i + "]", list.get(i), items.get(0));
        }
      } else {
        problems.add(at + " must be a list");
      }
    } else if (!fits(value, shape.toString())) {
      problems.add(at + " must be " + shape + ", not " + value);
    }
  }

  private void checkMap(String at, @Nullable Object value, Map<?, ?> keys) {
    if (!(value instanceof Map<?, ?> map)) {
      problems.add(at + " must have keys");
      return;
    }
    map.forEach((key, inner) -> check(at + "." + key, inner, shapeOf(keys, key)));
    for (Object key : keys.keySet()) {
      String name = key.toString();
      if (name.endsWith(REQUIRED) && !map.containsKey(name.substring(0, name.length() - 1))) {
        problems.add(at + " lacks " + name.substring(0, name.length() - 1));
      }
    }
  }

  private static @Nullable Object shapeOf(Map<?, ?> keys, Object key) {
    for (Object form : List.of(key, key + REQUIRED, ANY_KEY)) {
      Object shape = keys.get(form);
      if (shape != null) {
        return shape;
      }
    }
    return null;
  }

  private static boolean fits(@Nullable Object value, String type) {
    return switch (type) {
      case "any" -> true;
      case "string" -> value instanceof String;
      case "int" -> value instanceof Integer;
      case "bool" -> value instanceof Boolean;
      default -> value instanceof String text && List.of(type.split("\\|")).contains(text);
    };
  }

  private static boolean isReference(@Nullable Object value) {
    return value instanceof String text && text.contains("${");
  }
}
