package com.cdc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a process listens, on Linux.
 *
 * @see <a
 *     href="https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt">/proc/net/tcp</a>
 */
public final class Listeners {

  private static final String LISTEN = "0A";

  // the address is hexadecimal, its bytes turned round in groups of four
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

  private Listeners() {}

  /** Ports on which the process listens for other machines too, as /proc writes them. */
  public static List<String> beyondLoopback(long pid) {
    return of(pid).stream().filter(address -> !LOOPBACK.contains(address.split(":")[0])).toList();
  }

  /** All ports on which the process listens. */
  public static List<String> of(long pid) {
    try {
      Set<String> sockets = sockets(pid);
      List<String> found = new ArrayList<>();
      for (String table : List.of("tcp", "tcp6")) {
        for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "net", table))) {
          String[] fields = line.strip().split("\\s+");
          if (fields.length > 9
              && fields[3].equals(LISTEN)
              && sockets.contains("socket:[" + fields[9] + "]")) {
            found.add(fields[1]);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> sockets(long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", "" + pid, "fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          continue; // closed meanwhile
        }
      }
    }
    return sockets;
  }
}
