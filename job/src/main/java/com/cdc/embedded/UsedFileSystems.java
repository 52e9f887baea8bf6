package com.cdc.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.plugin.PluginManager;

/**
 * Of the file system plugins those that are used. The others would be configured all the same, and
 * that of Google looks for credentials and a project when it is: at an address of Google's network,
 * at every start, wherever the files are.
 */
final class UsedFileSystems implements PluginManager {

  private static final Pattern SCHEME = Pattern.compile("\\b([A-Za-z][A-Za-z0-9+.-]*):/");

  private final PluginManager all;
  private final Set<String> schemes;

  private UsedFileSystems(PluginManager all, Set<String> schemes) {
    this.all = all;
    this.schemes = schemes;
  }

  /** Those of the URIs in these texts. */
  static UsedFileSystems in(Collection<String> texts, PluginManager all) {
    return new UsedFileSystems(
        all,
        texts.stream()
            .flatMap(text -> SCHEME.matcher(text).results())
            .map((MatchResult found) -> found.group(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }

  @Override
  public <P> Iterator<P> load(Class<P> service) {
    List<P> used = new ArrayList<>();
    all.load(service)
        .forEachRemaining(
            plugin -> {
              if (!(plugin instanceof FileSystemFactory files)
                  || schemes.contains(files.getScheme().toLowerCase(Locale.ROOT))) {
                used.add(plugin);
              }
            });
    return used.iterator();
  }
}
