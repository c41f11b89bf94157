package dev.sluice.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results as tables: the median of the rounds, the least and the most, and what ours is to each peer's. */
final class Report {

    private record Column(String title, String value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("deliveries/s", "deliveriesPerSecond"),
            new Column("events/s", "eventsPerSecond"),
            new Column("clients/s", "clientsPerSecond"),
            new Column("clients/s, the first time", "clientsPerSecondFirst"),
            new Column("first event, ms", "firstEvent"),
            new Column("slowest first event, ms", "firstEventSlowest"),
            new Column("p99 without, ms", "p99Without"),
            new Column("p50, ms", "p50"),
            new Column("p99, ms", "p99"),
            new Column("p99 to that without", "ratio"),
            new Column("live heap without, MB", "liveWithout"),
            new Column("live heap, MB", "liveWith"),
            new Column("threads without", "threadsWithout"),
            new Column("threads", "threadsWith"),
            new Column("resident without, MB", "residentWithout"),
            new Column("connections", "connections"),
            new Column("heap per connection, bytes", "heapPerConnection"),
            new Column("resident per connection, bytes", "residentPerConnection"),
            new Column("start, s", "startSeconds"),
            new Column("CPU s per million", "cpuSecondsPerMillion"),
            new Column("resident, MB", "residentMegabytes"),
            new Column("database: CPU s per million", "databaseCpuSecondsPerMillion"),
            new Column("database: resident, MB", "databaseMegabytes"),
            new Column("the load: processors", "loadProcessors"),
            new Column("subscribers with a loss", "incomplete"),
            new Column("connections lost", "lost"),
            new Column("stalled with a loss", "stalledIncomplete"),
            new Column("stalled and closed", "closed"));

    private final List<Scenario> scenarios;
    private final List<Result> results;

    Report(List<Scenario> scenarios, List<Result> results) {
        this.scenarios = scenarios;
        this.results = results;
    }

    String markdown() {
        return scenarios.stream()
                .filter(scenario ->
                        results.stream().anyMatch(result -> result.scenario().equals(scenario.name())))
                .map(this::table)
                .collect(Collectors.joining("\n"));
    }

    private String table(Scenario scenario) {
        List<Contender> contenders = scenario.contenders().stream()
                .filter(contender ->
                        !figures(scenario, contender, scenario.value()).isEmpty())
                .toList();
        List<Column> columns = COLUMNS.stream()
                .filter(column -> contenders.stream()
                        .anyMatch(c -> !figures(scenario, c, column.value()).isEmpty()))
                .toList();
        StringBuilder table = new StringBuilder("### " + scenario.title() + "\n\n");
        row(table, "", columns.stream().map(Column::title).toList(), "Sluice is, of its " + scenario.figure());
        row(table, "---", columns.stream().map(column -> "---:").toList(), "---:");
        for (Contender contender : contenders) {
            row(
                    table,
                    contender.label(),
                    columns.stream()
                            .map(column -> cell(figures(scenario, contender, column.value())))
                            .toList(),
                    contender.isOurs() ? "" : ratio(scenario, contender.ours(), contender));
        }
        String verdicts = verdicts(scenario);
        return verdicts.isEmpty() ? table.toString() : table + "\nTo reach:\n\n" + verdicts;
    }

    private String verdicts(Scenario scenario) {
        return Target.of(scenario).stream()
                .map(target -> scenario.contenders().stream()
                        .filter(Contender::isOurs)
                        .flatMap(ours -> target.verdict(results, ours).stream())
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining(", "),
                                verdict -> verdict.isEmpty() ? "" : "- " + target.words() + ": " + verdict + "\n")))
                .collect(Collectors.joining());
    }

    private static void row(StringBuilder table, String first, List<String> cells, String last) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(cells);
        all.add(last);
        table.append("| ").append(String.join(" | ", all)).append(" |\n");
    }

    private List<Double> figures(Scenario scenario, Contender contender, String value) {
        return Result.of(results, scenario.name(), contender, value);
    }

    private static String cell(List<Double> figures) {
        if (figures.isEmpty()) {
            return "";
        }
        double least = figures.stream().min(Double::compare).orElseThrow();
        double most = figures.stream().max(Double::compare).orElseThrow();
        String median = number(Result.median(figures));
        return least == most ? median : median + " (" + number(least) + " – " + number(most) + ")";
    }

    static String number(double value) {
        return String.format(
                Locale.ROOT,
                value < 10 && value != Math.rint(value)
                        ? "%,.2f"
                        : value < 100 && value != Math.rint(value) ? "%,.1f" : "%,.0f",
                value);
    }

    private String ratio(Scenario scenario, Contender ours, Contender theirs) {
        List<Double> ratios = Result.compared(
                Result.byRound(results, scenario.name(), ours, scenario.value()),
                Result.byRound(results, scenario.name(), theirs, scenario.value()),
                (our, their) -> our / their);
        return ratios.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f ×", Result.median(ratios));
    }
}
