package com.cdc.finding;

/** Who runs the server, which decides how a parameter is set. */
public enum Provider {
  SELF_MANAGED("self-managed"),
  RDS("Amazon RDS"),
  AURORA("Amazon Aurora"),
  AZURE("Azure Database for PostgreSQL"),
  CLOUD_SQL("Google Cloud SQL");

  private final String label;

  Provider(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Whether it gives the right to replicate by membership of {@code rds_replication}. */
  public boolean isAmazon() {
    return this == RDS || this == AURORA;
  }

  /**
   * How a parameter of the server gets another value.
   *
   * @param value without quotes, in the parameter's own unit if it has none of its own
   * @param restart whether it takes a restart
   */
  public Fix parameter(String name, String value, Restart restart) {
    boolean needed = restart == Restart.NEEDED;
    return switch (this) {
      case SELF_MANAGED -> {
        String set = "ALTER SYSTEM SET %s = '%s';".formatted(name, value);
        yield needed
            ? Fix.byAdministrator(set).and("then restart the server.")
            : Fix.byAdministrator(set, "SELECT pg_reload_conf();");
      }
      case RDS ->
          needed
              ? amazon("db-parameter-group", "db-instance", name, value, "pending-reboot")
              : Fix.commands(
                  "Run", amazonSet("db-parameter-group", name, value, "immediate") + ";");
      case AURORA ->
          needed
              ? amazon("db-cluster-parameter-group", "db-instance", name, value, "pending-reboot")
              : Fix.commands(
                  "Run", amazonSet("db-cluster-parameter-group", name, value, "immediate") + ";");
      case AZURE -> azure(name, value, needed);
      case CLOUD_SQL ->
          Fix.commands(
                  "Run",
                  "gcloud sql instances patch <instance> --database-flags=%s=%s;"
                      .formatted(name, value))
              .and(
                  "Name the instance's other flags too, since this replaces them all"
                      + (needed ? "; the instance restarts." : "."));
    };
  }

  private static Fix amazon(
      String group, String instance, String name, String value, String apply) {
    return Fix.commands(
        "Run",
        amazonSet(group, name, value, apply) + ";",
        "aws rds reboot-%s --%s-identifier <instance>;".formatted(instance, instance));
  }

  private static String amazonSet(String group, String name, String value, String apply) {
    return ("aws rds modify-%s --%s-name <group>"
            + " --parameters ParameterName=%s,ParameterValue=%s,ApplyMethod=%s")
        .formatted(group, group, name, value, apply);
  }

  private static Fix azure(String name, String value, boolean restart) {
    String set =
        ("az postgres flexible-server parameter set --resource-group <group>"
                + " --server-name <server> --name %s --value %s;")
            .formatted(name, value);
    return restart
        ? Fix.commands(
            "Run",
            set,
            "az postgres flexible-server restart --resource-group <group> --name <server>;")
        : Fix.commands("Run", set);
  }

  /** Whether a parameter counts at once or from the next start on. */
  public enum Restart {
    NEEDED,
    NOT_NEEDED
  }
}
