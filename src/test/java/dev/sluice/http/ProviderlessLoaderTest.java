package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderlessLoaderTest {

    private static final String PROVIDERS = "META-INF/services/jakarta.enterprise.concurrent.spi.ThreadContextProvider";
    private static final String OTHERS = "META-INF/services/jakarta.json.spi.JsonProvider";

    @TempDir
    private Path archive;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(archive.resolve("META-INF/services"));
        Files.createFile(archive.resolve(PROVIDERS));
        Files.createFile(archive.resolve(OTHERS));
    }

    @Test
    void hasAllButTheProvidersOfThreadContexts() throws IOException {
        try (URLClassLoader all = new URLClassLoader(new URL[] {archive.toUri().toURL()}, null)) {
            ProviderlessLoader loader = new ProviderlessLoader(all);
            assertThat(all.getResources(PROVIDERS).hasMoreElements()).isTrue();
            assertThat(loader.getResources(PROVIDERS).hasMoreElements()).isFalse();
            assertThat(Collections.list(loader.getResources(OTHERS)))
                    .isEqualTo(List.of(archive.resolve(OTHERS).toUri().toURL()));
        }
    }

    @Test
    void loadsTheSameClasses() throws ClassNotFoundException {
        ProviderlessLoader loader = new ProviderlessLoader(ProviderlessLoaderTest.class.getClassLoader());
        assertThat(loader.loadClass(FrameSplitter.class.getName())).isSameAs(FrameSplitter.class);
    }
}
