package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the program. */
final class ProgramVersion implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return new String[] {
        "hmong-tts " + properties.getProperty("version"),
        "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
      };
    }
  }
}
