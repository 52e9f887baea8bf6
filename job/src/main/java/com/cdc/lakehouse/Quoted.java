package com.cdc.lakehouse;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names as messages show them. */
final class Quoted {

  private Quoted() {}

  static String list(Collection<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
