package com.cdc.source;

import com.cdc.event.ChangeBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoField;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;

/** The type of the elements of the stream: Flink's own for a POJO, with room for huge ones. */
final class BatchType extends PojoTypeInfo<ChangeBatch> {

  private static final long serialVersionUID = 1L;

  private BatchType(List<PojoField> fields) {
    super(ChangeBatch.class, fields);
  }

  static BatchType create() {
    PojoTypeInfo<ChangeBatch> pojo =
        (PojoTypeInfo<ChangeBatch>) TypeInformation.of(ChangeBatch.class);
    List<PojoField> fields = new ArrayList<>();
    for (int i = 0; i < pojo.getArity(); i++) {
      fields.add(pojo.getPojoFieldAt(i));
    }
    return new BatchType(fields);
  }

  @Override
  public TypeSerializer<ChangeBatch> createSerializer(SerializerConfig config) {
    return new BatchSerializer(super.createSerializer(config));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchType && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
