package com.cdc.doctor;

import com.cdc.config.PostgresConfig;
import com.cdc.config.SslMode;
import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;

/** Whether it is certain whom the job talks to, and that nobody else listens. */
final class TlsChecks {

  private TlsChecks() {}

  static List<Finding> check(Patient patient) throws SQLException {
    PostgresConfig config = patient.config();
    if (config.sslMode().compareTo(SslMode.VERIFY_CA) >= 0 || isThisMachine(config.host())) {
      return List.of();
    }
    String encryption = encryption(patient);
    return List.of(
        patient.finding(
            Kind.TLS_NOT_VERIFIED,
            "The server's certificate at %s:%d is not checked (postgres.ssl-mode: %s); this connection is %s."
                .formatted(
                    config.host(),
                    config.port(),
                    config.sslMode().value(),
                    encryption.isEmpty() ? "not encrypted" : "encrypted, by " + encryption),
            Fix.advice(
                "Set postgres.ssl-mode to `verify-full` and postgres.ssl-root-cert to the file of the"
                    + " authority that signed the server's certificate; managed servers offer theirs"
                    + " for download."
                    + (encryption.isEmpty()
                        ? " The server may have to be given a certificate first (ssl = on)."
                        : ""))));
  }

  /** The protocol of the connection; nothing if it is in the clear. */
  static String encryption(Patient patient) throws SQLException {
    String[] version = {""};
    patient.each(
        "SELECT version FROM pg_catalog.pg_stat_ssl"
            + " WHERE pid = pg_catalog.pg_backend_pid() AND ssl",
        List.of(),
        row -> version[0] = row.getString(1));
    return version[0];
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
