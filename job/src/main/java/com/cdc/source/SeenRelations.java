package com.cdc.source;

import com.cdc.json.RowShape;
import com.cdc.pgoutput.Relation;
import com.cdc.pgoutput.ShapeResolver;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what the stream has said of its relations, for rows that cannot be decoded. */
final class SeenRelations implements ShapeResolver {

  private final ShapeResolver resolver;
  private final Map<Integer, Relation> seen = new HashMap<>();

  SeenRelations(ShapeResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public @Nullable RowShape resolve(Relation relation) {
    seen.put(relation.id(), relation);
    return resolver.resolve(relation);
  }

  /** The relation as it was announced last; null if it was not. */
  @Nullable Relation relation(int id) {
    return seen.get(id);
  }
}
