package com.cdc.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The private key and the certificates that this end shows.
 *
 * @param chain its own certificate first
 */
record ClientKey(PrivateKey key, List<X509Certificate> chain) {

  private static final String KEY = "postgres.ssl-key";
  private static final String CERT = "postgres.ssl-cert";
  private static final String PASSWORD = "postgres.ssl-key-password";

  /** What a key may be for; one of them can read any. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

  /**
   * Reads it from files.
   *
   * @param certFile null if the key's file holds the certificates too
   * @param password null if the key has none
   * @throws TlsException if that does not work out
   */
  static ClientKey read(String keyFile, @Nullable String certFile, @Nullable String password) {
    PemFile file = PemFile.read(KEY, keyFile);
    String name = keyFile.toLowerCase(Locale.ROOT);
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return pkcs12(file, password);
    }
    if (certFile == null) {
      throw new TlsException(
          CERT
              + " is missing, the certificate of "
              + KEY
              + ". Name its PEM file, or give both in one PKCS #12 file.",
          null);
    }
    ClientKey read =
        new ClientKey(key(file, password), PemFile.read(CERT, certFile).certificates());
    read.requireMatch(keyFile, certFile);
    return read;
  }

  /** As JSSE wants it. */
  KeyStore keyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("client", key, new char[0], chain.toArray(Certificate[]::new));
    return store;
  }

  private static ClientKey pkcs12(PemFile file, @Nullable String password) {
    char[] secret = password == null ? new char[0] : password.toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file.bytes()), secret);
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          List<X509Certificate> chain =
              List.of(store.getCertificateChain(alias)).stream()
                  .map(X509Certificate.class::cast)
                  .toList();
          return new ClientKey((PrivateKey) store.getKey(alias, secret), chain);
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw file.wrong(
          "is no PKCS #12 file, or not with this " + PASSWORD + ". Correct one of them.", e);
    }
    throw file.wrong(
        "holds no private key. Make it of both: openssl pkcs12 -export -inkey KEY -in CERT -out "
            + file.path(),
        null);
  }

  private static PrivateKey key(PemFile file, @Nullable String password) {
    if (!file.isText()) {
      return decode(file, file.bytes());
    }
    PemFile.Block block =
        file.firstKey()
            .orElseThrow(
                () ->
                    file.wrong(
                        "holds a certificate, but no key. Name the key here, and the certificate by"
                            + " "
                            + CERT
                            + ".",
                        null));
    return switch (block.label()) {
      case "PRIVATE KEY" -> decode(file, block.der());
      case "ENCRYPTED PRIVATE KEY" -> decode(file, decrypted(file, block.der(), password));
      case "OPENSSH PRIVATE KEY" ->
          throw file.wrong("is a key of SSH. Name the key of a certificate.", null);
      default ->
          throw file.wrong(
              "is in OpenSSL's old form (" + block.label() + "). " + converted(file), null);
    };
  }

  private static byte[] decrypted(PemFile file, byte[] der, @Nullable String password) {
    if (password == null) {
      throw file.wrong("is encrypted. Give its password as " + PASSWORD + ".", null);
    }
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      // of PBES2 only the parameters tell the algorithm: they print as it
      String printed = info.getAlgParameters().toString();
      String algorithm = printed.startsWith("PBEWith") ? printed : info.getAlgName();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.toCharArray())),
          info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw file.wrong("is not encrypted with this " + PASSWORD + ". Correct the password.", e);
    } catch (GeneralSecurityException | IOException | NullPointerException e) {
      throw file.wrong(
          "is encrypted in a way that Java does not know. Convert it: openssl pkcs8 -topk8 -v2 aes256 -in "
              + file.path()
              + " -out <another file>",
          e);
    }
  }

  private static PrivateKey decode(PemFile file, byte[] pkcs8) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        continue; // of another algorithm
      }
    }
    throw file.wrong(
        "is no key in the form PKCS #8, or not one of "
            + String.join(", ", ALGORITHMS)
            + ". "
            + converted(file),
        null);
  }

  private static String converted(PemFile file) {
    return "Convert it: openssl pkcs8 -topk8 -nocrypt -in " + file.path() + " -out <another file>";
  }

  /** Otherwise the server would refuse with a word or two that do not tell why. */
  private void requireMatch(String keyFile, String certFile) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] signed = {1};
    boolean matches;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(signed);
      byte[] proof = signature.sign();
      signature.initVerify(chain.get(0).getPublicKey());
      signature.update(signed);
      matches = signature.verify(proof);
    } catch (GeneralSecurityException e) {
      matches = false; // of another algorithm
    }
    if (!matches) {
      throw new TlsException(
          ("%s: %s is not the key of the first certificate in %s, which %s names. Name two that"
                  + " belong together, the certificate of this client first.")
              .formatted(KEY, keyFile, certFile, CERT),
          null);
    }
  }
}
