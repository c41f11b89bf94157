package dev.sluice.servers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Server × JDK × database × what passed, as Markdown. Of a test that ran more than once, the latest run counts. */
record TestedTable(SortedMap<TestedTest.Platform, List<TestedTest>> rows) {

    static TestedTable of(Collection<TestedTest> all) {
        Map<String, TestedTest> latest = new HashMap<>();
        all.stream()
                .sorted(Comparator.comparing(TestedTest::at))
                .forEach(each -> latest.put(each.on() + each.name() + each.test(), each));
        return new TestedTable(latest.values().stream()
                .collect(Collectors.groupingBy(TestedTest::on, TreeMap::new, Collectors.toList())));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| server | JDK | database | passed | skipped | failed | of |");
        lines.add("| --- | --- | --- | ---: | ---: | --- | --- |");
        rows.forEach((on, tests) -> lines.add(row(on, tests)));
        return lines;
    }

    private static String row(TestedTest.Platform on, List<TestedTest> tests) {
        Outcome sum = tests.stream().map(TestedTest::outcome).reduce(Outcome.NOTHING, Outcome::plus);
        String failed = names(tests, each -> each.outcome().failed() > 0);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %,d | %d | %s | %s |",
                on.server(),
                on.jdk(),
                on.database(),
                sum.passed(),
                sum.skipped(),
                failed.isEmpty() ? "none" : sum.failed() + ": " + failed,
                names(tests, each -> each.outcome().passed() > 0));
    }

    private static String names(List<TestedTest> tests, Predicate<TestedTest> which) {
        return tests.stream()
                .filter(which)
                .map(TestedTest::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
