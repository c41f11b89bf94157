package dev.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server as it has been unpacked, which nobody changes, and beside it what has been set up from it: by the server's own
 * tools, which take long, and so once for all gateways.
 */
record Home(Path path) {

    interface SetUp {
        void in(Path folder) throws IOException;
    }

    /** The one folder in the unpacked archive, whatever the version in its name. */
    static Home in(Path unpacked) {
        try (Stream<Path> folders = Files.list(unpacked)) {
            List<Path> homes = folders.filter(Files::isDirectory).toList();
            if (homes.size() != 1) {
                throw new IllegalStateException(unpacked + " has " + homes + " in place of one server");
            }
            return new Home(homes.get(0).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies ready for this server's people. */
    static Path project(String file) {
        return Path.of(System.getProperty("sluice.it.projectDirectory")).resolve(file);
    }

    Path resolve(String file) {
        return path.resolve(file);
    }

    /**
     * The folder that the set-up has made, now or earlier. Made under another name and renamed when it is done: two
     * processes may be at it at the same time, and the first one's is taken.
     */
    synchronized Path setUp(String madeFrom, SetUp setUp) throws IOException {
        Path done = path.getParent()
                .resolveSibling(
                        path.getParent().getFileName() + "-" + digest(madeFrom + System.getProperty("java.version")));
        if (Files.notExists(done)) {
            Path making = Files.createTempDirectory(done.getParent(), done.getFileName() + "-");
            setUp.in(making);
            try {
                Files.move(making, done);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException otherWasFirst) {
                Tree.delete(making);
            }
        }
        return done;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest).toString(36).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
