package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TypesReferenceTest {

  /** Tests run in the module's directory. */
  private static final Path PAGE = Path.of("../docs/reference/types.md");

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void pageIsWhatPostgresPrintsAndTheJobWrites() throws Exception {
    String page = TypesReference.markdown(postgres);
    if (Boolean.getBoolean("cdc.docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as(
            "The page has drifted from what lands. If that is meant, regenerate it:%n"
                + "  mvn -pl job -am test -Dtest=TypesReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcdc.docs.update=true%n")
        .exists()
        .hasContent(page);
  }
}
