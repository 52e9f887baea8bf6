package com.cdc.postgres;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.WrappedFactory;

/**
 * TLS to the server as the options say it: whom to trust, and what to show. The driver's own
 * factory trusts files in somebody's home directory and says little about files it cannot use. Made
 * by the driver, by name, for each connection; that the certificate names the host, the driver
 * checks.
 */
public final class TlsSockets extends WrappedFactory {

  /**
   * Of the properties that the driver was given.
   *
   * @throws TlsException if a file cannot be used
   */
  public TlsSockets(Properties properties) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown(properties), trusted(properties), null);
    factory = context.getSocketFactory();
  }

  private static KeyManager @Nullable [] shown(Properties properties)
      throws GeneralSecurityException, IOException {
    String key = PGProperty.SSL_KEY.getOrNull(properties);
    if (key == null) {
      return null;
    }
    ClientKey client =
        ClientKey.read(
            key,
            PGProperty.SSL_CERT.getOrNull(properties),
            PGProperty.SSL_PASSWORD.getOrNull(properties));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(client.keyStore(), new char[0]);
    return managers.getKeyManagers();
  }

  private static TrustManager @Nullable [] trusted(Properties properties)
      throws GeneralSecurityException, IOException {
    String mode = PGProperty.SSL_MODE.getOrDefault(properties);
    if (mode == null || !mode.startsWith("verify")) {
      return new TrustManager[] {new Anybody()};
    }
    String roots = PGProperty.SSL_ROOT_CERT.getOrNull(properties);
    if (roots == null) {
      return null; // those of the Java runtime
    }
    List<X509Certificate> authorities =
        PemFile.read("postgres.ssl-root-cert", roots).certificates();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return managers.getTrustManagers();
  }

  /** For the modes that encrypt without asking who the server is. */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
