package dev.sluice.schema;

import java.io.Reader;
import java.io.StringReader;
import org.flywaydb.core.api.resource.LoadableResource;

/** One script on the class path, as a resource for Flyway. */
final class Script extends LoadableResource {

    private final String path;

    /** @param path the path below {@code sql/} */
    Script(String path) {
        this.path = path;
    }

    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    @Override
    public Reader read() {
        return new StringReader(Scripts.text(getAbsolutePath()));
    }

    @Override
    public String getAbsolutePath() {
        return "sql/" + path;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return getAbsolutePath();
    }

    @Override
    public String getFilename() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name that Flyway records in its table. */
    @Override
    public String getRelativePath() {
        return getFilename();
    }
}
