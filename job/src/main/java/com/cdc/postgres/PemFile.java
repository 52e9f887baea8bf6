package com.cdc.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of certificates or a key, as an option names it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468, the textual encodings</a>
 */
record PemFile(String option, String path, byte[] bytes) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * A block between two lines of dashes.
   *
   * @param label for example {@code PRIVATE KEY}
   */
  record Block(String label, byte[] der) {}

  /**
   * Reads it.
   *
   * @throws TlsException if it cannot be read
   */
  static PemFile read(String option, String path) {
    try {
      return new PemFile(option, path, Files.readAllBytes(Path.of(path)));
    } catch (NoSuchFileException e) {
      throw new TlsException(option + ": there is no file " + path + ". Check the path.", e);
    } catch (IOException e) {
      throw new TlsException(
          "%s: the file %s cannot be read (%s). The user that this program runs as must be allowed to."
              .formatted(option, path, e.getClass().getSimpleName()),
          e);
    }
  }

  /** The certificates in it, at least one. */
  List<X509Certificate> certificates() {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw wrong(
          "holds no certificate that can be read (-----BEGIN CERTIFICATE-----). Name a PEM file of"
              + " one.",
          e);
    }
    throw wrong(
        "holds no certificate (-----BEGIN CERTIFICATE-----). Name a PEM file of one.", null);
  }

  /** The first block that is not a certificate; empty if the file has no such lines. */
  Optional<Block> firstKey() {
    Matcher matcher = BLOCK.matcher(new String(bytes, ISO_8859_1));
    while (matcher.find()) {
      String label = matcher.group(1);
      // the curve before a key of the old form
      if (label.endsWith("CERTIFICATE") || label.equals("EC PARAMETERS")) {
        continue;
      }
      boolean hasHeaders = matcher.group(2).contains(":"); // the old form, encrypted
      return Optional.of(
          new Block(
              label, hasHeaders ? new byte[0] : Base64.getMimeDecoder().decode(matcher.group(2))));
    }
    return Optional.empty();
  }

  boolean isText() {
    return new String(bytes, ISO_8859_1).contains("-----BEGIN ");
  }

  /** The file is not what it should be. */
  TlsException wrong(String what, @Nullable Exception cause) {
    return new TlsException(option + ": " + path + " " + what, cause);
  }
}
