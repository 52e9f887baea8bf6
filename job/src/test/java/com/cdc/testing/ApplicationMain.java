package com.cdc.testing;

import java.io.File;
import java.util.Arrays;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * A JobManager in application mode: {@code main(configuration directory, jar, arguments…)}. What
 * {@code standalone-job.sh} starts, whose module is not among our dependencies.
 */
public final class ApplicationMain extends ApplicationClusterEntryPoint {

  private ApplicationMain(Configuration flink, PackagedProgram program) {
    super(flink, program, StandaloneResourceManagerFactory.getInstance());
  }

  public static void main(String[] args) throws Exception {
    Configuration flink = GlobalConfiguration.loadConfiguration(args[0]);
    PackagedProgram program =
        PackagedProgram.newBuilder()
            .setJarFile(new File(args[1]))
            .setArguments(Arrays.copyOfRange(args, 2, args.length))
            .setConfiguration(flink)
            .build();
    configureExecution(flink, program);
    ClusterEntrypoint.runClusterEntrypoint(new ApplicationMain(flink, program));
  }
}
