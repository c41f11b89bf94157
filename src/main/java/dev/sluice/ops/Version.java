package dev.sluice.ops;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of these classes. The build copies it from {@code pom.xml}, which is the only place that names it. The manifest
 * has it, too, but a WAR into which somebody has packed these classes has a manifest of its own.
 */
@Singleton
class Version {

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

    /** Such as {@code 1.2.3}. */
    @Override
    public String toString() {
        return number;
    }
}
