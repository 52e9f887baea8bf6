package com.cdc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The reference page of the commands, generated from what picocli knows of them. */
final class CommandsReference {

  private static final String INTRODUCTION =
      """
      # Commands

      <!-- Generated from the commands by CommandsReference; do not edit. -->

      One program, `cdc`: in a checkout as `./cdc`, which builds what is missing, in the
      distribution as `bin/cdc`, in the container as its command. On a Flink cluster the job is
      started by `flink run cdc-job.jar --config FILE` instead, and the other commands look at it
      from outside.

      <!-- run by WrongInputITCase -->
      ```sh
      cdc --help         # the commands
      cdc run --help     # one of them
      cdc --version
      ```

      Where a command takes `--config FILE`, the environment may say the same without a file, and
      wins over it: [configuration](configuration.md). What a command answers goes to standard
      output; an error is one message on standard error that says what, where and what to do
      ([errors](errors.md)). Every command has `--help`, and `--debug` shows the stack trace of an
      error.

      The program is one JVM, started with `exec`, so a signal to the process is one to the job:
      SIGTERM or SIGINT stops `cdc run` with a last checkpoint, and a second one ends it at once.
      """;

  private static final String ENVIRONMENT =
      """

      ## Environment

      Besides the [variables of the configuration](configuration.md):

      | variable | what it does |
      |---|---|
      | `JAVA_HOME` | which Java 17 or newer to use; without it the `java` on `PATH` |
      | `CDC_JAVA_OPTS` | options of the JVM in the place of `-Xmx512m -XX:+UseSerialGC`, split at blanks |
      | `CDC_LOG_CONFIG` | a Log4j 2 configuration other than `conf/log4j2.properties` |
      | `LOG_FORMAT` | `json` makes each event of the log one object a line |
      | `FLINK_PLUGINS_DIR` | file systems of Flink other than those in `plugins/` |
      | `MALLOC_ARENA_MAX` | of glibc; 2 if it is not set |
      | `PORT` | the port of `/health/ready` and `/metrics` where `HTTP_PORT` is not set |
      | `NO_COLOR`, `CI`, `TERM=dumb` | no lines that are rewritten on a terminal |
      """;

  private CommandsReference() {}

  /** The page as Markdown, ending in a line break. */
  static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    List<CommandSpec> commands = all();
    page.append("\n| command | does |\n|---|---|\n");
    for (CommandSpec command : commands.subList(1, commands.size())) {
      String name = command.qualifiedName();
      page.append(
          "| [`%s`](#%s) | %s |\n"
              .formatted(name, name.replace(' ', '-'), command.usageMessage().description()[0]));
    }
    for (CommandSpec command : commands.subList(1, commands.size())) {
      page.append(section(command));
    }
    return page.append(ENVIRONMENT).toString();
  }

  /** The program and all its commands, each before its subcommands. */
  static List<CommandSpec> all() {
    List<CommandSpec> all = new ArrayList<>();
    add(Main.commandLine().getCommandSpec(), all);
    return all;
  }

  private static void add(CommandSpec command, List<CommandSpec> all) {
    all.add(command);
    for (CommandLine sub : command.subcommands().values()) {
      add(sub.getCommandSpec(), all);
    }
  }

  private static String section(CommandSpec command) {
    UsageMessageSpec usage = command.usageMessage();
    StringBuilder section = new StringBuilder("\n## " + command.qualifiedName() + "\n\n");
    section.append(String.join(" ", usage.description())).append('\n');
    List<OptionSpec> options =
        command.options().stream().filter(option -> !isOfEvery(option)).toList();
    if (!options.isEmpty()) {
      section.append("\n| option | default | meaning |\n|---|---|---|\n");
      options.forEach(option -> section.append(row(option)));
    }
    section.append("\n| exit code | |\n|---|---|\n");
    for (Map.Entry<String, String> code : usage.exitCodeList().entrySet()) {
      section.append("| %s | %s |\n".formatted(code.getKey(), code.getValue()));
    }
    return section.toString();
  }

  private static boolean isOfEvery(OptionSpec option) {
    return option.usageHelp() || option.versionHelp() || option.inherited();
  }

  private static String row(OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    String standard =
        option.required()
            ? "**required**"
            : option.defaultValue() == null ? "–" : "`" + option.defaultValue() + "`";
    String meaning =
        String.join(" ", option.description())
            .replace(" (default: " + option.defaultValue() + ")", "")
            .replace("|", "\\|");
    return "| `%s%s` | %s | %s |\n".formatted(option.longestName(), value, standard, meaning);
  }
}
