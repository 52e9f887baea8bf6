package com.cdc.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;

/**
 * An authority of its own that issues certificates, as files of PEM below a directory. Writes X.509
 * by hand: the JDK only reads it, and {@code keytool} is a JVM for each step.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280">RFC 5280</a>
 */
public final class TestAuthority {

  /** A certificate and its key, in PKCS #8, both as PEM. */
  public record Issued(Path certificate, Path key, PrivateKey privateKey) {}

  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };
  private static final byte[] BASIC_CONSTRAINTS = {0x06, 0x03, 0x55, 0x1d, 0x13};
  private static final byte[] ALTERNATIVE_NAMES = {0x06, 0x03, 0x55, 0x1d, 0x11};
  private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
  private static final AtomicInteger SERIAL = new AtomicInteger(1);

  private final Path directory;
  private final String name;
  private final KeyPair keys;

  private TestAuthority(Path directory, String name, KeyPair keys) {
    this.directory = directory;
    this.name = name;
    this.keys = keys;
  }

  /** An authority whose own certificate is {@link #certificate}. */
  public static TestAuthority make(Path directory, String name) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestAuthority authority = new TestAuthority(directory, name, newKeys("EC"));
    byte[] constraints = extension(BASIC_CONSTRAINTS, TRUE, der(0x30, TRUE));
    authority.write(
        authority.certificate(),
        "CERTIFICATE",
        authority.sign(name, authority.keys, constraints, Duration.ofDays(1)));
    return authority;
  }

  public Path certificate() {
    return directory.resolve(name + ".crt");
  }

  /** For a server of that name. */
  public Issued server(String host) {
    return server(host, "EC");
  }

  /** The same with a key of another algorithm. */
  public Issued server(String host, String algorithm) {
    return server(host, algorithm, Duration.ofDays(1));
  }

  /** The same that has expired since. */
  public Issued expiredServer(String host) {
    return server(host, "EC", Duration.ofHours(-1));
  }

  /** For a client of that name; the algorithm is of its key. */
  public Issued client(String role, String algorithm) {
    return issue(role, newKeys(algorithm), new byte[0], Duration.ofDays(1));
  }

  private Issued server(String host, String algorithm, Duration validity) {
    byte[] names = extension(ALTERNATIVE_NAMES, new byte[0], der(0x30, der(0x82, ascii(host))));
    return issue(host, newKeys(algorithm), names, validity);
  }

  private Issued issue(String subject, KeyPair pair, byte[] extension, Duration validity) {
    String file = subject.replaceAll("\\W", "_") + "-by-" + name + "-" + SERIAL.get();
    Path certificate = directory.resolve(file + ".crt");
    Path key = directory.resolve(file + ".key");
    write(certificate, "CERTIFICATE", sign(subject, pair, extension, validity));
    write(key, "PRIVATE KEY", pair.getPrivate().getEncoded());
    return new Issued(certificate, key, pair.getPrivate());
  }

  private byte[] sign(String subject, KeyPair pair, byte[] extension, Duration validity) {
    Instant now = Instant.now();
    byte[] algorithm = der(0x30, ECDSA_WITH_SHA256);
    byte[] certificate =
        der(
            0x30,
            der(0xa0, der(0x02, new byte[] {2})),
            der(0x02, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
            algorithm,
            distinguished(name),
            der(0x30, time(now.minus(Duration.ofDays(2))), time(now.plus(validity))),
            distinguished(subject),
            pair.getPublic().getEncoded(),
            extension.length == 0 ? extension : der(0xa3, der(0x30, extension)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(certificate);
      byte[] signed = signature.sign();
      byte[] bits = new byte[signed.length + 1];
      System.arraycopy(signed, 0, bits, 1, signed.length);
      return der(0x30, certificate, algorithm, der(0x03, bits));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(256);
      } else if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Readable by its owner alone, or a server refuses its key. */
  public static void write(Path file, String label, byte[] der) {
    write(file, pem(label, der));
  }

  /** The same with any content. */
  public static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(
            label,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der));
  }

  private static byte[] extension(byte[] id, byte[] critical, byte[] value) {
    return der(0x30, id, critical, der(0x04, value));
  }

  private static byte[] distinguished(String commonName) {
    return new X500Principal("CN=" + commonName).getEncoded();
  }

  private static byte[] time(Instant instant) {
    return der(
        0x17,
        ascii(
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A value of ASN.1 that consists of others. */
  public static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    int length = content.size();
    if (length > 0xff) {
      all.write(0x82);
      all.write(length >> 8);
    } else if (length > 0x7f) {
      all.write(0x81);
    }
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }
}
