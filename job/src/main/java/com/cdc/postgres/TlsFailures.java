package com.cdc.postgres;

import com.cdc.config.ClientCertificate;
import com.cdc.config.PostgresConfig;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why there is no TLS connection, or why the server does not take this end's certificate. */
final class TlsFailures {

  private TlsFailures() {}

  /** What to do about a failed attempt to connect; empty if TLS is not the reason. */
  static Optional<String> explain(PostgresConfig config, SQLException failure) {
    TlsException file = causeOf(failure, TlsException.class);
    if (file != null) {
      return Optional.of(String.valueOf(file.getMessage()));
    }
    String said = String.valueOf(failure.getMessage());
    if (said.contains("valid client certificate")) {
      return Optional.of(certificateWanted(config));
    }
    if (said.contains("certificate authentication failed")) {
      return Optional.of(
          "The certificate of postgres.ssl-cert is another user's than `"
              + config.user()
              + "`: its common name (CN) must be the name of the role, or a line of the server's"
              + " pg_ident.conf must map it (pg_hba.conf: cert map=…).");
    }
    if (said.contains("could not be verified by hostnameverifier")) {
      return Optional.of(
          "The certificate of the server at "
              + server(config)
              + " does not name `"
              + config.host()
              + "`. Set postgres.host to a name that it names (openssl s_client -starttls postgres"
              + " -connect "
              + server(config)
              + " shows it), have one issued for this name, or, where the authority issues for"
              + " nobody else, set postgres.ssl-mode: verify-ca.");
    }
    return causeOf(failure, SSLException.class) != null || isBrokenOff(config, failure)
        ? Optional.of(handshake(config, failure))
        : Optional.empty();
  }

  /**
   * With TLS 1.3 a server looks at this end's certificate when the handshake is over for this end,
   * which may then find the connection closed before it has read why.
   */
  private static boolean isBrokenOff(PostgresConfig config, SQLException failure) {
    return config.clientCertificate() != null
        && causeOf(failure, ConnectException.class) == null
        && (causeOf(failure, SocketException.class) != null
            || causeOf(failure, EOFException.class) != null);
  }

  private static String handshake(PostgresConfig config, SQLException failure) {
    String begin = "No TLS connection to " + server(config) + ": ";
    if (causeOf(failure, CertificateExpiredException.class) != null
        || causeOf(failure, CertificateNotYetValidException.class) != null) {
      return begin
          + "the server's certificate has expired or is not valid yet. Renew it there, and check"
          + " this machine's clock.";
    }
    if (causeOf(failure, CertPathBuilderException.class) != null
        || said(failure).contains("certification path")) {
      return begin
          + "the server's certificate comes from no authority that is trusted. "
          + (config.sslRootCert() == null
              ? "Set postgres.ssl-root-cert to a PEM file with the authority's certificate."
              : "Put the certificate of the authority that signed it into "
                  + config.sslRootCert()
                  + " (postgres.ssl-root-cert).");
    }
    ClientCertificate shown = config.clientCertificate();
    if (shown != null) {
      return begin
          + "the server broke off ("
          + said(failure)
          + "). Most likely it does not accept the certificate of "
          + shown(shown)
          + ", which must be valid now and signed by an authority of the server's ssl_ca_file; the"
          + " server's log says more.";
    }
    return begin
        + said(failure)
        + " (postgres.ssl-mode `"
        + config.sslMode().value()
        + "`). The server's log may say more.";
  }

  private static String certificateWanted(PostgresConfig config) {
    ClientCertificate shown = config.clientCertificate();
    if (shown == null) {
      return "The server at "
          + server(config)
          + " lets user `"
          + config.user()
          + "` in only with a certificate. Set postgres.ssl-cert and postgres.ssl-key.";
    }
    return "The server at "
        + server(config)
        + " got no certificate that it accepts from user `"
        + config.user()
        + "`: the one of "
        + shown(shown)
        + " must be signed by an authority of the server's ssl_ca_file.";
  }

  private static String shown(ClientCertificate shown) {
    String chain = shown.chain();
    return chain == null || shown.isPkcs12()
        ? shown.key() + " (postgres.ssl-key)"
        : chain + " (postgres.ssl-cert)";
  }

  private static String said(SQLException failure) {
    IOException cause = causeOf(failure, IOException.class);
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  private static String server(PostgresConfig config) {
    return config.host() + ":" + config.port();
  }

  private static <T extends Throwable> @Nullable T causeOf(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
