package com.cdc.stores;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code objects.list}: by prefix, with names rolled up to a delimiter, page by page. */
final class GcsListing {

  private final String prefix;
  private final String delimiter;
  private final boolean withDirectories;
  private final int longest;
  private final ArrayNode items = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode prefixes = JsonNodeFactory.instance.arrayNode();

  private GcsListing(GcsRequest request) {
    prefix = request.parameter("prefix");
    delimiter = request.parameter("delimiter");
    withDirectories = request.parameter("includeTrailingDelimiter").equals("true");
    longest = Integer.parseInt(request.query().getOrDefault("maxResults", "1000"));
  }

  static GcsReply of(GcsObjects objects, GcsRequest request) {
    return new GcsListing(request).page(objects, request);
  }

  private GcsReply page(GcsObjects objects, GcsRequest request) {
    ObjectNode page = JsonNodeFactory.instance.objectNode().put("kind", "storage#objects");
    String start = request.parameter("startOffset");
    String last = request.parameter("pageToken"); // what the page before ended with
    int entries = 0;
    for (String name : objects.namesFrom(start.compareTo(prefix) > 0 ? start : prefix)) {
      if (!name.startsWith(prefix)) {
        break;
      }
      String shown = shown(name);
      GcsObject object = objects.find(name);
      if (shown.compareTo(last) <= 0 && !last.isEmpty() || object == null) {
        continue;
      }
      if (entries == longest) {
        page.put("nextPageToken", last);
        break;
      }
      entries++;
      last = shown;
      add(object, shown);
    }
    page.set("items", items);
    page.set("prefixes", prefixes);
    return GcsReply.json(page);
  }

  private void add(GcsObject object, String shown) {
    boolean isRolledUp = shown.length() > prefix.length() && isDelimited(shown);
    if (isRolledUp) {
      prefixes.add(shown);
    }
    if (!isRolledUp || withDirectories && object.name().equals(shown)) {
      items.add(object.resource());
    }
  }

  private boolean isDelimited(String shown) {
    return !delimiter.isEmpty() && shown.endsWith(delimiter);
  }

  /** The name, or the beginning that stands for it and others. */
  private String shown(String name) {
    int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
    return end < 0 ? name : name.substring(0, end + delimiter.length());
  }
}
