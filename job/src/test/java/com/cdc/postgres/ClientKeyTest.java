package com.cdc.postgres;

import static com.cdc.testing.TestAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cdc.testing.TestAuthority;
import com.cdc.testing.TestAuthority.Issued;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeyTest {

  private static final String PASSWORD = "of-the-key";

  @TempDir private Path directory;
  private TestAuthority authority;
  private Issued issued;

  @BeforeEach
  void issue() {
    authority = TestAuthority.make(directory, "authority");
    issued = authority.client("cdc", "EC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void aKeyOfAnyUsualAlgorithmIsRead(String algorithm) {
    Issued other = authority.client("cdc", algorithm);

    ClientKey read = read(other.key(), other.certificate(), null);

    assertThat(read.key()).isEqualTo(other.privateKey());
    assertThat(read.chain()).hasSize(1);
    assertThat(read.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=cdc");
  }

  @Test
  void aKeyWithoutLinesOfDashesIsRead() throws Exception {
    Path der = Files.write(directory.resolve("client.pk8"), issued.privateKey().getEncoded());

    assertThat(read(der, issued.certificate(), null).key()).isEqualTo(issued.privateKey());
  }

  @Test
  void anEncryptedKeyIsReadWithItsPasswordAlone() throws Exception {
    Path key = directory.resolve("encrypted.pem");
    TestAuthority.write(key, "ENCRYPTED PRIVATE KEY", encrypted(issued.privateKey()));

    assertThat(read(key, issued.certificate(), PASSWORD).key()).isEqualTo(issued.privateKey());
    assertThat(failure(key, issued.certificate(), "another"))
        .isEqualTo(
            "postgres.ssl-key: "
                + key
                + " is not encrypted with this postgres.ssl-key-password. Correct the password.");
    assertThat(failure(key, issued.certificate(), null))
        .isEqualTo(
            "postgres.ssl-key: "
                + key
                + " is encrypted. Give its password as postgres.ssl-key-password.");
  }

  @Test
  void aPkcs12FileHoldsBoth() throws Exception {
    Path both = directory.resolve("client.P12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate certificate = read(issued.key(), issued.certificate(), null).chain().get(0);
    store.setKeyEntry(
        "1", issued.privateKey(), PASSWORD.toCharArray(), new Certificate[] {certificate});
    try (OutputStream out = Files.newOutputStream(both)) {
      store.store(out, PASSWORD.toCharArray());
    }

    ClientKey read = read(both, null, PASSWORD);

    assertThat(read.key()).isEqualTo(issued.privateKey());
    assertThat(read.chain()).containsExactly((X509Certificate) certificate);
    assertThat(failure(both, null, "another"))
        .contains("is no PKCS #12 file, or not with this postgres.ssl-key-password.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY"})
  void theOldFormsAreToldHowToBeConverted(String label) {
    Path key = directory.resolve("old.pem");
    TestAuthority.write(key, label, issued.privateKey().getEncoded());

    assertThat(failure(key, issued.certificate(), null))
        .isEqualTo(
            "postgres.ssl-key: %1$s is in OpenSSL's old form (%2$s). Convert it: openssl pkcs8 -topk8 -nocrypt -in %1$s -out <another file>"
                .formatted(key, label));
  }

  @Test
  void anOldKeyIsRecognizedBehindItsHeaders() {
    Path key = directory.resolve("old-encrypted.pem");
    String pem = TestAuthority.pem("RSA PRIVATE KEY", new byte[3]);
    TestAuthority.write(key, pem.replaceFirst("\n", "\nDEK-Info: AES-256-CBC,00\n\n"));

    assertThat(failure(key, issued.certificate(), null))
        .contains("is in OpenSSL's old form (RSA PRIVATE KEY).");
  }

  @Test
  void whatIsNoKeyIsSaid() {
    Path nothing = directory.resolve("nothing.pem");
    Path text = directory.resolve("text.pem");
    TestAuthority.write(text, "no key\n");

    assertThat(failure(nothing, issued.certificate(), null))
        .isEqualTo("postgres.ssl-key: there is no file " + nothing + ". Check the path.");
    assertThat(failure(text, issued.certificate(), null)).contains("is no key in the form PKCS #8");
    assertThat(failure(issued.certificate(), issued.certificate(), null))
        .contains(
            "holds a certificate, but no key. Name the key here, and the certificate by"
                + " postgres.ssl-cert.");
    assertThat(failure(issued.key(), issued.key(), null))
        .startsWith("postgres.ssl-cert: " + issued.key() + " holds no certificate");
  }

  @Test
  void theKeyOfAnotherCertificateIsSaid() {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      Issued other = authority.client("cdc", algorithm);

      assertThat(failure(other.key(), issued.certificate(), null))
          .contains(other.key() + " is not the key of the first certificate in ");
    }
  }

  /** As {@code openssl pkcs8 -topk8 -v2 aes256} does it: RFC 8018, PBES2. */
  private static byte[] encrypted(PrivateKey key) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
    byte[] content = cipher.doFinal(key.getEncoded());
    PBEParameterSpec used = cipher.getParameters().getParameterSpec(PBEParameterSpec.class);
    byte[] iv = ((IvParameterSpec) used.getParameterSpec()).getIV();
    byte[] iterations = BigInteger.valueOf(used.getIterationCount()).toByteArray();
    byte[] random = der(0x30, oid("2a864886f70d0209"), der(0x05));
    byte[] derivation = der(0x30, der(0x04, used.getSalt()), der(0x02, iterations), random);
    byte[] parameters =
        der(
            0x30,
            der(0x30, oid("2a864886f70d01050c"), derivation),
            der(0x30, oid("60864801650304012a"), der(0x04, iv)));
    return der(0x30, der(0x30, oid("2a864886f70d01050d"), parameters), der(0x04, content));
  }

  private static byte[] oid(String hex) {
    return der(0x06, HexFormat.of().parseHex(hex));
  }

  private static ClientKey read(Path key, @Nullable Path certificate, @Nullable String password) {
    return ClientKey.read(
        key.toString(), certificate == null ? null : certificate.toString(), password);
  }

  private static String failure(Path key, @Nullable Path certificate, @Nullable String password) {
    TlsException failure =
        catchThrowableOfType(TlsException.class, () -> read(key, certificate, password));
    assertThat(failure).isNotNull();
    return failure.getMessage();
  }
}
