package com.cdc.cli;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.ConfigLoader;
import com.cdc.doctor.Diagnosis;
import com.cdc.doctor.DiagnosisJson;
import com.cdc.doctor.DiagnosisText;
import com.cdc.doctor.Doctor;
import com.cdc.embedded.EmbeddedFlink;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at databases, storage and machine, and says what is wrong and how to mend it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Look at databases and storage, and say what is wrong, why it matters and how to mend it.",
      "Changes nothing but a probe in landing and checkpoints, which it removes."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:nothing is critical",
      "1:something is critical",
      "2:something could not be looked at, or the configuration is wrong"
    })
final class DoctorCommand implements Callable<Integer> {

  private static final int NOT_CHECKED = 2;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CdcConfig loaded;
    try {
      loaded = ConfigLoader.load(config, System.getenv());
    } catch (ConfigException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return NOT_CHECKED;
    }
    EmbeddedFlink.initializeFileSystems(loaded);
    Diagnosis diagnosis = Doctor.examine(loaded);
    PrintWriter out = spec.commandLine().getOut();
    List<String> lines =
        json ? List.of(DiagnosisJson.document(diagnosis)) : DiagnosisText.lines(diagnosis);
    lines.forEach(out::println);
    out.flush();
    return diagnosis.exitCode();
  }
}
