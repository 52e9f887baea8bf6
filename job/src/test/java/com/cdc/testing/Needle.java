package com.cdc.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A text that is looked for in files in every form that it may have taken. */
public final class Needle {

  private final List<String> forms = new ArrayList<>();

  /** A text of at least nine characters, so that its middle can be told in base64. */
  public Needle(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    forms.add(latin(utf8));
    forms.add(latin(text.getBytes(UTF_16BE)));
    forms.add(latin(text.getBytes(UTF_16LE)));
    String hex = HexFormat.of().formatHex(utf8);
    forms.add(hex);
    forms.add(hex.toUpperCase(Locale.ROOT));
    for (int skipped = 0; skipped < 3; skipped++) { // wherever it stands among groups of three
      int whole = (utf8.length - skipped) / 3 * 3;
      byte[] middle = new byte[whole];
      System.arraycopy(utf8, skipped, middle, 0, whole);
      forms.add(Base64.getEncoder().encodeToString(middle));
    }
  }

  /** The files below the directory that contain it. */
  public List<Path> filesIn(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(this::isIn).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isIn(Path file) {
    try {
      String content = latin(Files.readAllBytes(file));
      return forms.stream().anyMatch(content::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
