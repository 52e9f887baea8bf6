package com.cdc.stores;

import com.cdc.embedded.StoreDefaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginDescriptor;

/** The file system plugins of the distribution, in this JVM. */
public final class Plugins {

  private Plugins() {}

  /**
   * From now on Flink's file systems are those of the distribution, with these settings over our
   * own for the stores.
   */
  public static void initialize(Map<String, String> settings) {
    try {
      Path directory = Path.of(System.getProperty("cdc.distribution"), "plugins");
      Collection<PluginDescriptor> found = new DirectoryBasedPluginFinder(directory).findPlugins();
      Configuration flink = Configuration.fromMap(StoreDefaults.under(settings));
      FileSystem.initialize(
          flink,
          new DefaultPluginManager(found, CoreOptions.getPluginParentFirstLoaderPatterns(flink)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
