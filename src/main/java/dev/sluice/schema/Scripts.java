package dev.sluice.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The scripts in given folders, found by the list {@code sql/scripts.txt}: on Open Liberty, resources have URLs that Flyway
 * cannot search by itself.
 */
final class Scripts implements ResourceProvider {

    private static final String LIST = "sql/scripts.txt";

    private final List<Script> scripts;

    Scripts(List<String> folders) {
        scripts = text(LIST)
                .lines()
                .map(Script::new)
                .filter(script -> folders.contains(script.folder()))
                .toList();
        if (scripts.isEmpty()) {
            throw new IllegalStateException("sql/scripts.txt lists no script in " + folders);
        }
    }

    @Override
    public LoadableResource getResource(String name) {
        return find(name).orElse(null);
    }

    private Optional<Script> find(String name) {
        return scripts.stream()
                .filter(script -> script.getRelativePath().equals(name))
                .findFirst();
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return scripts.stream()
                .filter(script -> script.getFilename().startsWith(prefix)
                        && Arrays.stream(suffixes).anyMatch(script.getFilename()::endsWith))
                .<LoadableResource>map(script -> script)
                .toList();
    }

    static String text(String path) {
        try (InputStream stream = Scripts.class.getClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("the WAR has no resource " + path);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
