package dev.sluice.node;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of these classes, which the build copies from {@code pom.xml}. The manifest is not used: an application that
 * packs these classes into its own WAR has another manifest.
 */
@Singleton
public class Version {

    private final String number;

    Version() {
        Properties properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        number = properties.getProperty("version");
    }

    /** Gives the version number, such as {@code 1.2.3}. */
    @Override
    public String toString() {
        return number;
    }
}
