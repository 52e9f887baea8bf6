package com.cdc.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TupleSortTest {

  @TempDir private Path directory;

  @Test
  void tuplesComeSortedWhetherTheyFitIntoMemoryOrNot() throws Exception {
    for (int count : new int[] {0, 1, 7, 8, 9, 5000, 5003}) {
      Random random = new Random(count);
      List<List<Long>> expected = new ArrayList<>();
      List<List<Long>> sorted = new ArrayList<>();
      try (TupleSort sort = new TupleSort(3, 2, count == 5003 ? 10_000 : 8, directory)) {
        for (int i = 0; i < count; i++) {
          long[] tuple = {random.nextInt(20) - 10, random.nextLong(), i};
          sort.add(tuple);
          expected.add(List.of(tuple[0], tuple[1], tuple[2]));
        }
        sort.forEach(tuple -> sorted.add(List.of(tuple[0], tuple[1], tuple[2])));
      }
      Comparator<List<Long>> order =
          Comparator.<List<Long>, Long>comparing(t -> t.get(0), Long::compareUnsigned)
              .thenComparing(t -> t.get(1), Long::compareUnsigned);
      expected.sort(order);
      assertThat(sorted).as("%d tuples", count).isEqualTo(expected);
    }
    assertThat(directory).isEmptyDirectory();
  }
}
