package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one process of a server is to be.
 *
 * @param folder its own, for all its files; what it says goes to the log in it
 * @param war what is deployed at the root of the port
 * @param jvm options, the settings among them
 * @param micro further options of Payara Micro, on which alone there may be any
 * @param additions to the server, at its first start
 */
public record Launch(Path folder, Path war, int port, List<String> jvm, List<String> micro, Additions additions) {

    public Launch {
        jvm = List.copyOf(jvm);
        micro = List.copyOf(micro);
    }

    public static Path log(Path folder) {
        return folder.resolve("server.log");
    }

    /** Where a server keeps what belongs to this one, from its first start to its last. */
    public static Path base(Path folder) {
        return folder.resolve("base");
    }

    Path base() {
        return base(folder);
    }

    Process java(List<String> options, String... main) throws IOException {
        return java(Map.of(), options, main);
    }

    /** The options of this launch come after the server's own, so that they win. */
    Process java(Map<String, String> environment, List<String> options, String... main) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        command.addAll(options);
        command.addAll(ofThisBuild());
        command.addAll(jvm);
        command.addAll(Arrays.asList(main));
        return run(folder, environment, command);
    }

    /** What the build's profile wants of every JVM. */
    private static List<String> ofThisBuild() {
        String options = System.getProperty("sluice.it.jvm", "");
        return options.isBlank() ? List.of() : List.of(options.strip().split(" +"));
    }

    /** The one that runs the tests. */
    static Path java() {
        return javaHome().resolve("bin").resolve("java");
    }

    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /** Its output goes to the log of the folder. No terminal: some servers read a password from there. */
    static Process run(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
