package dev.sluice.benchmark;

import java.util.List;
import java.util.Map;

/** The figures of one measurement. */
record Result(String scenario, Contender contender, int round, Map<String, Double> values) {

    /** One figure of all rounds, in their order. */
    static List<Double> of(List<Result> results, String scenario, Contender contender, String value) {
        return results.stream()
                .filter(result -> result.scenario().equals(scenario) && result.contender() == contender)
                .map(result -> result.values().get(value))
                .filter(figure -> figure != null)
                .toList();
    }

    static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
