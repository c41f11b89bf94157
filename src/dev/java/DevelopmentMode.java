import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Runs the gateway from an exploded WAR and keeps that up to date with {@code src/main}: {@code mvn compile -Pdev}. A saved page is
 * copied. A saved class is compiled with all others, by a compiler that is warm, and Payara deploys the folder anew. One thread does
 * everything. The profile dev of pom.xml starts it on the class path of the gateway, in the folder of the project.
 */
final class DevelopmentMode {

    private static final Path JAVA = Path.of("src/main/java");
    private static final Path APPLICATION = Path.of("target/dev");
    private static final Path CLASSES = APPLICATION.resolve("WEB-INF/classes");
    private static final Path COMPILED = Path.of("target/dev-classes");

    /** Folders whose files are copied, and where to. */
    private static final Map<Path, Path> COPIED = Map.of(
            Path.of("src/main/webapp"), APPLICATION,
            Path.of("src/main/resources"), CLASSES,
            Path.of("sql"), CLASSES.resolve("sql"));

    /** Maven fills in the first, and src/dev has its own of the second. */
    private static final Set<String> LEFT_OUT = Set.of("version.properties", "glassfish-web.xml");

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final Process server;

    private DevelopmentMode(Process server) {
        this.server = server;
    }

    /** @param args the port of the gateway, and the port for a debugger */
    public static void main(String[] args) throws IOException, InterruptedException {
        requireFree(Integer.parseInt(args[0]));
        Process server = start(args[0], args[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
        new DevelopmentMode(server).watch();
        server.destroy();
        System.exit(server.waitFor());
    }

    /** Payara opens its port last, and would not say that another program has it. */
    private static void requireFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
            say("the gateway will be at http://localhost:" + probe.getLocalPort() + "/");
        } catch (IOException e) {
            say("port " + port + " is taken: stop what listens there, or take another one with -Dsluice.http.port=");
            System.exit(1);
        }
    }

    private static Process start(String port, String debugPort) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=localhost:" + debugPort,
                        "-Dsluice.public.url=http://localhost:" + port + "/",
                        "@payara-config/dev.args",
                        "--port",
                        port,
                        "--deploy",
                        APPLICATION.toString())
                .inheritIO()
                .start();
    }

    /** Ends with the server, or with Maven. */
    private void watch() throws IOException, InterruptedException {
        ProcessHandle maven = ProcessHandle.current().parent().orElseThrow();
        Map<Path, FileTime> known = files();
        // the first time takes the longest: now, while the server starts
        compile(known.keySet());
        while (server.isAlive() && maven.isAlive()) {
            Thread.sleep(PAUSE.toMillis());
            try {
                Map<Path, FileTime> now = files();
                if (!now.equals(known)) {
                    take(changed(known, now), now.keySet());
                    known = now;
                }
            } catch (NoSuchFileException | UncheckedIOException e) {
                // an editor has deleted a file meanwhile: the next round sees what came of it
            }
        }
    }

    private void take(Set<Path> changed, Set<Path> all) throws IOException {
        boolean deploy = false;
        for (Path file : changed) {
            deploy |= !file.startsWith(JAVA) && copy(file);
        }
        if (changed.stream().anyMatch(file -> file.startsWith(JAVA))) {
            Instant start = Instant.now();
            deploy |= compile(all);
            say("compiled in " + Duration.between(start, Instant.now()).toMillis() + " ms");
        }
        if (deploy) {
            say("deploying anew: " + changed);
            Files.writeString(APPLICATION.resolve(".reload"), "");
        }
    }

    /** @return whether the gateway has to be deployed anew to see it */
    private static boolean copy(Path file) throws IOException {
        Path folder =
                COPIED.keySet().stream().filter(file::startsWith).findFirst().orElseThrow();
        Path to = COPIED.get(folder).resolve(folder.relativize(file));
        replace(file, to);
        say("copied " + file);
        return to.startsWith(APPLICATION.resolve("WEB-INF"));
    }

    /** Copies a file, or deletes the copy of one that is gone. */
    private static void replace(Path file, Path copy) throws IOException {
        if (Files.exists(file)) {
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(copy);
        }
    }

    /** Compiles all classes, and replaces those of the gateway only if none has an error. */
    private boolean compile(Set<Path> files) throws IOException {
        for (Path old : classes(COMPILED)) {
            Files.delete(old);
        }
        List<String> options = List.of(
                "--release",
                "17",
                "-g",
                "-proc:none",
                "-d",
                COMPILED.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        List<Path> sources =
                files.stream().filter(file -> file.startsWith(JAVA)).toList();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call()) {
                return false;
            }
        }
        Set<Path> names = new TreeSet<>();
        classes(CLASSES).forEach(old -> names.add(CLASSES.relativize(old)));
        classes(COMPILED).forEach(made -> names.add(COMPILED.relativize(made)));
        for (Path name : names) {
            replace(COMPILED.resolve(name), CLASSES.resolve(name));
        }
        return true;
    }

    private static List<Path> classes(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(Files.createDirectories(folder))) {
            return all.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static Set<Path> changed(Map<Path, FileTime> before, Map<Path, FileTime> after) {
        Set<Path> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(file -> before.containsKey(file) && before.get(file).equals(after.get(file)));
        return changed;
    }

    /** All files that are watched, with the time of the last change. Names with a dot or a tilde are those of editors. */
    private static Map<Path, FileTime> files() throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        for (Path folder :
                Stream.concat(Stream.of(JAVA), COPIED.keySet().stream()).toList()) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString();
                    if (!name.startsWith(".") && !name.endsWith("~") && !LEFT_OUT.contains(name)) {
                        files.put(file, Files.getLastModifiedTime(file));
                    }
                }
            }
        }
        return files;
    }

    private static void say(String text) {
        System.out.println("[dev] " + text);
    }
}
