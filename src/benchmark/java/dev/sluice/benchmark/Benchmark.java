package dev.sluice.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import dev.sluice.benchmark.micro.Micro;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts ours and theirs, has the load talk to each in turn, round after round, and writes down what came out: the figures
 * as {@code results.json}, and made from them a page with tables and a chart for each scenario.
 */
public final class Benchmark {

    /** What {@code -Dbenchmark.only} calls the micro-benchmarks, which are no scenario: they need no server. */
    private static final String MICRO = "micro";

    private final Place place = new Place();
    private final int rounds = Amount.ROUNDS.value();
    private final Map<Contender, Server> servers = new EnumMap<>(Contender.class);
    /** Who cannot take part, and what the machine lacks for it. */
    private final Map<Contender, String> absent = new EnumMap<>(Contender.class);

    private final List<Result> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Benchmark() {}

    public static void main(String[] args) throws IOException {
        Set<String> names = names();
        boolean micro = names.remove(MICRO);
        List<Scenario> scenarios;
        try {
            Amount.check();
            scenarios = micro && names.isEmpty() ? List.of() : chosen(names);
        } catch (IllegalArgumentException e) {
            // who has mistyped an option is not to look for it in a stack trace
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        if (micro) {
            new Micro(new Place().results()).run();
        }
        if (!scenarios.isEmpty()) {
            new Benchmark().run(scenarios);
        }
    }

    private void run(List<Scenario> scenarios) throws IOException {
        look(scenarios);
        // whatever comes of this run, nothing of an earlier one is taken for it
        write(scenarios);
        try {
            start(scenarios);
            int all = rounds
                    * scenarios.stream().mapToInt(s -> takingPart(s, 1).size()).sum();
            int done = 0;
            for (int round = 1; round <= rounds; round++) {
                for (Scenario scenario : scenarios) {
                    for (Contender contender : takingPart(scenario, round)) {
                        System.out.printf(
                                "%3d/%d  round %d  %s: %s%n", ++done, all, round, scenario.name(), contender.label());
                        try {
                            measure(scenario, contender, round);
                            write(scenarios);
                        } catch (IOException | RuntimeException e) {
                            failures.add("round " + round + ", " + scenario.name() + ", " + contender.label());
                            System.out.println("        failed: " + e);
                        }
                    }
                }
            }
        } finally {
            servers.values().forEach(Server::close);
        }
        write(scenarios);
        System.out.println();
        System.out.println(Files.readString(place.results().resolve("benchmark.md")));
        System.out.println("also in " + place.results() + ": results.json and a chart for each scenario");
        if (!failures.isEmpty()) {
            throw new IOException("these have failed: " + failures);
        }
    }

    /** What the tables are to be read with: the machine, who is not there, and what has failed. */
    private String head() throws IOException {
        StringBuilder head = new StringBuilder("%d processors, %s %s; the servers on Java %s%n%n"
                .formatted(
                        Contender.PROCESSORS,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        place.output("java", "--version").get(0)));
        absent.forEach((contender, lacking) -> head.append(without(contender, lacking)));
        failures.forEach(failure -> head.append("failed: %s%n%n".formatted(failure)));
        return head.toString();
    }

    private static String without(Contender contender, String lacking) {
        return "without %s: there is no %s%n%n".formatted(contender.label(), lacking);
    }

    private static Set<String> names() {
        return Arrays.stream(System.getProperty("benchmark.only", "").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Scenario> chosen(Set<String> names) {
        boolean all = names.isEmpty();
        List<Scenario> scenarios = Scenario.LIST.stream()
                .filter(scenario -> all || names.remove(scenario.name()))
                .toList();
        if (!names.isEmpty()) {
            throw new IllegalArgumentException("there is no scenario " + names + "; there are "
                    + Scenario.LIST.stream().map(Scenario::name).toList() + " and " + MICRO);
        }
        return scenarios;
    }

    /** Says who will be missed before hours have passed without them. */
    private void look(List<Scenario> scenarios) {
        for (Contender contender : contenders(scenarios.stream())) {
            contender.missing(place).ifPresent(lacking -> {
                System.out.print(without(contender, lacking));
                absent.put(contender, lacking);
            });
        }
    }

    private void start(List<Scenario> scenarios) throws IOException {
        Set<Contender> starting = contenders(scenarios.stream().filter(scenario -> !scenario.fresh()));
        starting.removeAll(absent.keySet());
        for (Contender contender : starting) {
            System.out.printf("starting %s, and warming it up%n", contender.label());
            servers.put(contender, contender.start(place));
            warmUp(contender, servers.get(contender));
        }
    }

    private static Set<Contender> contenders(Stream<Scenario> scenarios) {
        return scenarios
                .flatMap(scenario -> scenario.contenders().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Contender.class)));
    }

    /** Events are few where each goes to a thousand: what happens once per event would be compiled late. */
    private void warmUp(Contender contender, Server server) throws IOException {
        for (Map<String, String> load : Scenario.WARM_UP) {
            load(order(load, contender, server, "warm-up"), new Usage(server));
        }
    }

    /** Each round begins with another one. */
    private List<Contender> takingPart(Scenario scenario, int round) {
        List<Contender> all = new ArrayList<>(scenario.contenders());
        all.removeAll(absent.keySet());
        Collections.rotate(all, 1 - round);
        return all;
    }

    private void measure(Scenario scenario, Contender contender, int round) throws IOException {
        Map<String, Double> values;
        if (scenario.fresh()) {
            values = measureFresh(scenario, contender, round);
        } else {
            values = measure(scenario, contender, round, servers.get(contender));
        }
        results.add(new Result(scenario.name(), contender, round, values));
        System.out.printf("        %s%n", values);
    }

    private Map<String, Double> measureFresh(Scenario scenario, Contender contender, int round) throws IOException {
        try (Server server = contender.start(scenario.isIdle() ? place.with(Scenario.STEADY_HEAP) : place)) {
            if (scenario.isStart()) {
                return Map.of("startSeconds", server.startedIn().toMillis() / 1e3);
            }
            if (!scenario.isIdle()) {
                warmUp(contender, server);
            }
            return measure(scenario, contender, round, server);
        }
    }

    private Map<String, Double> measure(Scenario scenario, Contender contender, int round, Server server)
            throws IOException {
        Map<String, String> order = order(scenario.order(), contender, server, scenario.name() + "-" + round);
        order.put("warmup", Integer.toString(Amount.WARMUP.value()));
        order.put("seconds", Integer.toString(Amount.SECONDS.value()));
        Path histograms = place.results().resolve("heap/" + order.get("run") + "-" + contender.name());
        return load(order, scenario.isIdle() ? new IdleUsage(server, place, histograms) : new Usage(server));
    }

    private static Map<String, String> order(Map<String, String> load, Contender contender, Server server, String run) {
        Map<String, String> order = new LinkedHashMap<>(load);
        order.putAll(contender.order());
        order.put("port", Integer.toString(server.port()));
        order.put("dialect", contender.dialect().name());
        order.put("run", run);
        return order;
    }

    private Map<String, Double> load(Map<String, String> order, Usage usage) throws IOException {
        List<String> command = new ArrayList<>(List.of(place.java(), "-Xmx1g", "-XX:+UseSerialGC"));
        order.forEach((name, value) -> command.add("-Dload." + name + "=" + value));
        command.addAll(List.of("-cp", place.classPath(), Load.class.getName()));
        Process load = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader words =
                        new BufferedReader(new InputStreamReader(load.getInputStream(), StandardCharsets.UTF_8));
                Writer answers = load.outputWriter(StandardCharsets.UTF_8)) {
            for (String word = words.readLine(); word != null; word = words.readLine()) {
                switch (word) {
                    case "measure" -> {
                        usage.begin();
                        answers.append('.').flush();
                    }
                    case "measured" -> {
                        usage.end();
                        answers.append('.').flush();
                    }
                    case "look Without" -> usage.look("Without");
                    case "look With" -> usage.look("With");
                    default -> {
                        Map<String, Double> values =
                                new Gson().fromJson(word, new TypeToken<LinkedHashMap<String, Double>>() {}.getType());
                        values.putAll(usage.of(values.get("count")));
                        return values;
                    }
                }
            }
        } finally {
            load.destroy();
        }
        throw new IOException("the load has ended without a result");
    }

    private void write(List<Scenario> scenarios) throws IOException {
        Path folder = Files.createDirectories(place.results());
        Files.writeString(
                folder.resolve("results.json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(results));
        Files.writeString(folder.resolve("benchmark.md"), head() + new Report(scenarios, results).markdown());
        for (Scenario scenario : scenarios) {
            Files.writeString(folder.resolve(scenario.name() + ".svg"), new Chart(scenario, results).svg());
        }
    }
}
