package com.cdc.postgres;

import com.cdc.finding.Provider;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Recognises who runs a server, by what the clouds leave in every one of theirs. */
public final class Providers {

  // settings whose names begin so, and roles, are made by the cloud itself
  private static final String MARKS =
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'aurora_version') AS aurora,
             EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rds_replication') AS rds,
             EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'azure_pg_admin') AS azure,
             EXISTS (SELECT FROM pg_catalog.pg_roles
                      WHERE rolname = 'cloudsqlsuperuser') AS cloud_sql
      """;

  private Providers() {}

  public static Provider of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet marks = statement.executeQuery(MARKS)) {
      marks.next();
      if (marks.getBoolean("aurora")) {
        return Provider.AURORA;
      } else if (marks.getBoolean("rds")) {
        return Provider.RDS;
      } else if (marks.getBoolean("azure")) {
        return Provider.AZURE;
      }
      return marks.getBoolean("cloud_sql") ? Provider.CLOUD_SQL : Provider.SELF_MANAGED;
    }
  }
}
