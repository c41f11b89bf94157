package dev.sluice.servers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Server × JDK × database × what passed, as Markdown. Of a class that ran more than once, the latest run counts. */
record TestedTable(SortedMap<TestedClass.Platform, List<TestedClass>> rows) {

    static TestedTable of(Collection<TestedClass> all) {
        Map<String, TestedClass> latest = new HashMap<>();
        all.stream()
                .sorted(Comparator.comparing(TestedClass::at))
                .forEach(each -> latest.put(each.on() + each.name(), each));
        return new TestedTable(latest.values().stream()
                .collect(Collectors.groupingBy(TestedClass::on, TreeMap::new, Collectors.toList())));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| server | JDK | database | passed | skipped | failed | of |");
        lines.add("| --- | --- | --- | ---: | ---: | --- | --- |");
        rows.forEach((on, classes) -> lines.add(row(on, classes)));
        return lines;
    }

    private static String row(TestedClass.Platform on, List<TestedClass> classes) {
        Outcome sum = classes.stream().map(TestedClass::outcome).reduce(Outcome.NOTHING, Outcome::plus);
        String failed = names(classes, each -> each.outcome().failed() > 0);
        return "| %s | %s | %s | %,d | %d | %s | %s |"
                .formatted(
                        on.server(),
                        on.jdk(),
                        on.database(),
                        sum.passed(),
                        sum.skipped(),
                        failed.isEmpty() ? "none" : sum.failed() + ": " + failed,
                        names(classes, each -> each.outcome().passed() > 0));
    }

    private static String names(List<TestedClass> classes, Predicate<TestedClass> which) {
        return classes.stream().filter(which).map(TestedClass::name).sorted().collect(Collectors.joining(", "));
    }
}
