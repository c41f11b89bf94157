package dev.sluice.benchmark;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/** The figures of one measurement. */
record Result(String scenario, Contender contender, int round, Map<String, Double> values) {

    private static final List<String> LOSSES = List.of("incomplete", "stalledIncomplete");

    /** One figure of all rounds, in their order. */
    static List<Double> of(List<Result> results, String scenario, Contender contender, String value) {
        return results.stream()
                .filter(result -> result.scenario().equals(scenario) && result.contender() == contender)
                .map(result -> result.values().get(value))
                .filter(figure -> figure != null)
                .toList();
    }

    /** Whether everybody got everything: else the figure counts for nothing. */
    boolean isWhole() {
        return LOSSES.stream().allMatch(loss -> values.getOrDefault(loss, 0.0) == 0);
    }

    /** One figure by the rounds in which it counts. */
    static SortedMap<Integer, Double> byRound(
            List<Result> results, String scenario, Contender contender, String value) {
        SortedMap<Integer, Double> figures = new TreeMap<>();
        results.stream()
                .filter(result -> result.scenario().equals(scenario) && result.contender() == contender)
                .filter(result -> result.isWhole() && result.values().getOrDefault(value, 0.0) > 0)
                .forEach(result -> figures.put(result.round(), result.values().get(value)));
        return figures;
    }

    /** Ours by theirs, round by round, since what else the machine does in a round it does to both. */
    static List<Double> compared(
            SortedMap<Integer, Double> ours, SortedMap<Integer, Double> theirs, DoubleBinaryOperator comparison) {
        return ours.entrySet().stream()
                .filter(our -> theirs.containsKey(our.getKey()))
                .map(our -> comparison.applyAsDouble(our.getValue(), theirs.get(our.getKey())))
                .toList();
    }

    static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
