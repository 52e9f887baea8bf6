package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CommandsReferenceTest {

  private static final Path PAGE = Repository.file("docs/reference/commands.md");

  @Test
  void pageIsWhatTheCommandsSay() throws IOException {
    if (Boolean.getBoolean("cdc.docs.update")) {
      Files.writeString(PAGE, CommandsReference.markdown());
    }
    assertThat(PAGE)
        .as(
            "The reference page has drifted from the commands. Regenerate it:%n  mvn -pl job -am"
                + " test -Dtest=CommandsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dcdc.docs.update=true%n")
        .exists()
        .hasContent(CommandsReference.markdown());
  }

  @Test
  void everyCommandSaysWhatItDoesAndWhatItsExitCodesMean() {
    for (CommandSpec command : CommandsReference.all()) {
      assertThat(String.join("", command.usageMessage().description()))
          .as(command.qualifiedName())
          .isNotBlank();
      assertThat(command.usageMessage().exitCodeList()).as(command.qualifiedName()).isNotEmpty();
    }
  }

  @Test
  void everyOptionSaysWhatItMeans() {
    for (CommandSpec command : CommandsReference.all()) {
      for (OptionSpec option : command.options()) {
        assertThat(String.join("", option.description()))
            .as(command.qualifiedName() + " " + option.longestName())
            .isNotBlank();
      }
      assertThat(command.positionalParameters()).as(command.qualifiedName()).isEmpty();
    }
  }

  @Test
  void aWrongArgumentIsAnsweredWithTheNextStep() {
    for (List<String> wrong : List.of(List.of("rnu"), List.of("landing"), List.of("resnapshot"))) {
      StringWriter said = new StringWriter();
      CommandLine cdc = Main.commandLine().setErr(new PrintWriter(said, true));

      assertThat(cdc.execute(wrong.toArray(String[]::new))).isEqualTo(1);
      assertThat(said.toString()).contains("error: ").containsPattern("Try `cdc.* --help`");
    }
  }
}
