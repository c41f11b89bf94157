package dev.sluice.benchmark;

import static dev.sluice.benchmark.Result.median;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;

/**
 * What a figure of ours is to be: by itself, or measured by another one of the same round.
 *
 * @param scenario whose figure it is
 * @param value its name
 * @param by what it is measured by
 * @param words as the reader of the table reads it
 * @param met whether it is met
 */
record Target(String scenario, String value, Yardstick by, String words, DoublePredicate met) {

    private static final List<Target> LIST = List.of(
            atLeast("sse", "deliveriesPerSecond", 2, "of Nchan's", ratioTo(Contender.NCHAN)),
            atLeast("websocket", "deliveriesPerSecond", 1.3, "of Nchan's", ratioTo(Contender.NCHAN)),
            atMost("sse-latency", "p50", 1, "of Nchan's p50", ratioTo(Contender.NCHAN)),
            atMost("sse-latency", "p99", 1, "of Nchan's p99", ratioTo(Contender.NCHAN)),
            atMost("websocket-latency", "p50", 1, "of Nchan's p50", ratioTo(Contender.NCHAN)),
            atMost("websocket-latency", "p99", 1, "of Nchan's p99", ratioTo(Contender.NCHAN)),
            atLeast("topics", "deliveriesPerSecond", 0.8, "of those with one topic", ratioTo("one-topic")),
            atLeast("patterns", "deliveriesPerSecond", 0.8, "of those with one topic", ratioTo("one-topic")),
            atLeast("publish-websocket-single", "eventsPerSecond", 50_000, "events/s", itself()),
            atLeast("publish-websocket", "eventsPerSecond", 50_000, "events/s", itself()),
            atLeast("publish-batch", "eventsPerSecond", 50_000, "events/s", itself()),
            atLeast("publish-websocket-single", "eventsPerSecond", 0.5, "of bare JDBC's", ratioTo(Contender.JDBC)),
            atLeast(
                    "publish-websocket-single",
                    "eventsPerSecond",
                    0.5,
                    "of bare JDBC's",
                    ratioTo(Contender.JDBC_POSTGRESQL)),
            atLeast("publish-websocket", "eventsPerSecond", 0.5, "of bare JDBC's", ratioTo(Contender.JDBC)),
            atLeast("publish-websocket", "eventsPerSecond", 0.5, "of bare JDBC's", ratioTo(Contender.JDBC_POSTGRESQL)),
            atLeast("publish-batch", "eventsPerSecond", 0.5, "of bare JDBC's", ratioTo(Contender.JDBC)),
            atLeast("publish-batch", "eventsPerSecond", 0.5, "of bare JDBC's", ratioTo(Contender.JDBC_POSTGRESQL)),
            atMost("publish-websocket-single-half", "p99", 20, "ms of p99", itself()),
            atMost("publish-websocket-half", "p99", 20, "ms of p99", itself()),
            atMost("publish-batch-half", "p99", 20, "ms of p99", itself()),
            atLeast("storm", "clientsPerSecond", 3_000, "clients/s", itself()),
            atLeast("storm-websocket", "clientsPerSecond", 3_000, "clients/s", itself()),
            atMost("replay", "firstEvent", 50, "ms to the first event", itself()),
            atLeast("replay", "eventsPerSecond", 200_000, "events/s", itself()),
            atMost("replay", "ratio", 1.2, "of the p99 without", itself()),
            atMost("stalled", "ratio", 1.2, "of the p99 without", itself()),
            idle("idle-sse", "heapPerConnection", "bytes of heap", Contender.EMPTY),
            idle("idle-sse", "residentPerConnection", "resident bytes", Contender.EMPTY),
            idle("idle-websocket", "heapPerConnection", "bytes of heap", Contender.EMPTY),
            idle("idle-websocket", "residentPerConnection", "resident bytes", Contender.EMPTY),
            idle("idle-websocket", "heapPerConnection", "bytes of heap", Contender.EMPTY_WILDFLY),
            idle("idle-websocket", "residentPerConnection", "resident bytes", Contender.EMPTY_WILDFLY),
            atMost("start", "startSeconds", 1.15, "of the empty WAR's start", ratioTo(Contender.EMPTY_WAR)));

    /** What is measured by what: a figure for each round in which there is one. */
    interface Yardstick {
        List<Double> of(List<Result> results, Target target, Contender ours);

        /** Whether one of ours is measured by it at all. */
        default boolean concerns(Contender ours) {
            return true;
        }
    }

    /** Ours beside a peer's. */
    private record Beside(Contender peer, DoubleBinaryOperator comparison) implements Yardstick {
        @Override
        public List<Double> of(List<Result> results, Target target, Contender ours) {
            return Result.compared(target.figures(results, ours), target.figures(results, peer), comparison);
        }

        @Override
        public boolean concerns(Contender ours) {
            return ours == peer.ours();
        }
    }

    static List<Target> of(Scenario scenario) {
        return LIST.stream()
                .filter(target -> target.scenario().equals(scenario.name()))
                .toList();
    }

    /** Whether one of ours has reached it, and with what; empty if it does not concern this one. */
    Optional<String> verdict(List<Result> results, Contender ours) {
        if (!by.concerns(ours)) {
            return Optional.empty();
        }
        boolean isWhole = results.stream()
                .filter(result -> result.scenario().equals(scenario) && result.contender() == ours)
                .allMatch(Result::isWhole);
        if (!isWhole) {
            return Optional.of("**void** for " + ours.label() + ", which has lost something");
        }
        List<Double> figures = by.of(results, this, ours);
        if (figures.isEmpty()) {
            return Optional.of("not judged for " + ours.label() + ", for want of figures");
        }
        double median = median(figures);
        return Optional.of("%s by %s (%s)"
                .formatted(met.test(median) ? "met" : "**missed**", ours.label(), Report.number(median)));
    }

    private static Yardstick itself() {
        return (results, target, ours) ->
                List.copyOf(target.figures(results, ours).values());
    }

    private static Yardstick ratioTo(Contender peer) {
        return new Beside(peer, (our, their) -> our / their);
    }

    private static Target idle(String scenario, String value, String bytes, Contender floor) {
        Yardstick above = new Beside(floor, (our, their) -> our - their);
        return atMost(scenario, value, 2_048, bytes + " above the empty endpoint", above);
    }

    private static Yardstick ratioTo(String scenario) {
        return (results, target, ours) -> Result.compared(
                target.figures(results, ours),
                Result.byRound(results, scenario, ours, target.value()),
                (our, their) -> our / their);
    }

    private SortedMap<Integer, Double> figures(List<Result> results, Contender contender) {
        return Result.byRound(results, scenario, contender, value);
    }

    private static Target atLeast(String scenario, String value, double least, String words, Yardstick by) {
        return new Target(scenario, value, by, "at least " + amount(least) + words, figure -> figure >= least);
    }

    private static Target atMost(String scenario, String value, double most, String words, Yardstick by) {
        return new Target(scenario, value, by, "at most " + amount(most) + words, figure -> figure <= most);
    }

    private static String amount(double amount) {
        return Report.number(amount) + (amount < 10 ? " × " : " ");
    }
}
