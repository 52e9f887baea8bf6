package com.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageProbeTest {

  @TempDir private Path directory;

  @Test
  void soundDirectoryIsLeftAsItWas() throws IOException {
    Path there = Files.createDirectory(directory.resolve("there"));
    Files.writeString(there.resolve("file"), "x");

    assertThat(check(there, new LocalFileSystem())).isEmpty();
    assertThat(check(directory.resolve("a/b/c"), new LocalFileSystem())).isEmpty();

    try (Stream<Path> left = Files.walk(directory)) {
      assertThat(left.map(path -> directory.relativize(path).toString()))
          .containsExactlyInAnyOrder("", "there", "there/file");
    }
  }

  @Test
  void fileInTheWayCannotBeWrittenTo() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertThat(check(file.resolve("landing"), new LocalFileSystem()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.STORAGE_WRITE);
              assertThat(finding.message())
                  .startsWith("Cannot write to `landing.uri` " + file + "/landing: ")
                  .contains("Check that the place exists and that this program may write there;");
            });
  }

  @Test
  void unknownStoreCannotBeWrittenTo() {
    assertThat(StorageProbe.check("landing.uri", "nostore://bucket/x"))
        .extracting(Finding::kind)
        .containsExactly(Kind.STORAGE_WRITE);
  }

  @Test
  void whatComesBackMustBeWhatWasWritten() {
    FileSystem other =
        new LocalFileSystem() {
          @Override
          public FSDataInputStream open(org.apache.flink.core.fs.Path path) {
            return new Fixed(new byte[] {'?'});
          }
        };

    assertThat(only(Kind.STORAGE_READ, check(directory, other)))
        .startsWith("Cannot read what was written to `landing.uri` ")
        .contains("6 bytes were written, 1 other ones came back");
  }

  @Test
  void listMustShowWhatWasWritten() {
    FileSystem blind =
        new LocalFileSystem() {
          @Override
          public FileStatus[] listStatus(org.apache.flink.core.fs.Path path) {
            return new FileStatus[0];
          }
        };

    assertThat(only(Kind.STORAGE_LIST, check(directory, blind)))
        .contains("the list does not show the file that was just written");
  }

  @Test
  void refusedRenameIsNamed() {
    FileSystem rigid =
        new LocalFileSystem() {
          @Override
          public boolean rename(
              org.apache.flink.core.fs.Path from, org.apache.flink.core.fs.Path to)
              throws IOException {
            throw new IOException("AuthorizationPermissionMismatch");
          }
        };

    assertThat(only(Kind.STORAGE_RENAME, check(directory, rigid)))
        .startsWith("Cannot rename a file in `landing.uri` ")
        .endsWith(": AuthorizationPermissionMismatch.");
  }

  @Test
  void whatCannotBeDeletedIsNamed() {
    FileSystem keeping =
        new LocalFileSystem() {
          @Override
          public boolean delete(org.apache.flink.core.fs.Path path, boolean recursive) {
            return false;
          }
        };

    assertThat(only(Kind.STORAGE_DELETE, check(directory, keeping)))
        .startsWith("Cannot delete " + directory.toString())
        .contains("/_probe-", "it is still there");
  }

  private String only(Kind kind, List<Finding> findings) {
    assertThat(findings).extracting(Finding::kind).containsExactly(kind);
    return findings.get(0).what();
  }

  private static List<Finding> check(Path landing, FileSystem files) {
    return StorageProbe.check("landing.uri", landing.toString(), files);
  }

  /** Reads the same whatever was written. */
  private static final class Fixed extends FSDataInputStream {

    private final ByteArrayInputStream bytes;

    Fixed(byte[] content) {
      bytes = new ByteArrayInputStream(content);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return bytes.read(into, offset, length);
    }

    @Override
    public void seek(long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getPos() {
      throw new UnsupportedOperationException();
    }
  }
}
