package com.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class TableIdTest {

  @Test
  void directoryNamesSchemaAndTable() {
    assertThat(new TableId("warehouse", "stock_item").directory())
        .isEqualTo("cdc.warehouse.stock_item");
  }

  @Test
  void whatAPathCannotHoldIsPercentEncoded() {
    assertThat(new TableId("Größe", "a.b/c d\"%").directory())
        .isEqualTo("cdc.Gr%C3%B6%C3%9Fe.a%2Eb%2Fc%20d%22%25");
  }

  @Property
  void encodingIsUndoneByDecoding(@ForAll @NotEmpty String name) {
    String clean = name.replaceAll("[\\ud800-\\udfff]", "x");
    assertThat(TableId.decode(TableId.encode(clean))).isEqualTo(clean);
  }

  @Test
  void theDotBetweenSchemaAndTableIsNeverPartOfAName() {
    assertThat(new TableId("a.b", "c").directory())
        .isNotEqualTo(new TableId("a", "b.c").directory());
  }

  @Test
  void aTableNeedsBothNames() {
    assertThatThrownBy(() -> new TableId("", "t"))
        .hasMessage("A table needs a schema and a name: .t");
  }
}
