package com.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

class ChangeBatchTest {

  @Test
  void isAFlinkPojoWithoutGenericTypes() {
    assertThat(TypeInformation.of(ChangeBatch.class)).isInstanceOf(PojoTypeInfo.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(ChangeBatch.class);
  }

  @Test
  void hoursAreCountedDownwardsBeforeTheEpoch() {
    ChangeBatch batch = new ChangeBatch();
    batch.timeMillis = -1;

    assertThat(batch.hour()).isEqualTo(-1);
  }
}
