package dev.sluice.benchmark;

import java.util.List;
import java.util.function.DoublePredicate;

/**
 * What a figure of ours is to be.
 *
 * @param scenario whose figure it is
 * @param value its name
 * @param words as the reader of the table reads it
 * @param met whether a figure meets it
 */
record Target(String scenario, String value, String words, DoublePredicate met) {

    private static final List<Target> LIST = List.of(
            atLeast("publish-websocket-single", "eventsPerSecond", 50_000, "50,000 events/s"),
            atLeast("publish-websocket", "eventsPerSecond", 50_000, "50,000 events/s"),
            atLeast("publish-batch", "eventsPerSecond", 50_000, "50,000 events/s"),
            atMost("publish-websocket-single-half", "p99", 20, "a p99 of 20 ms"),
            atMost("publish-websocket-half", "p99", 20, "a p99 of 20 ms"),
            atMost("publish-batch-half", "p99", 20, "a p99 of 20 ms"),
            atLeast("storm", "clientsPerSecond", 3_000, "3,000 clients/s"),
            atLeast("storm-websocket", "clientsPerSecond", 3_000, "3,000 clients/s"),
            atMost("replay", "firstEvent", 50, "50 ms to the first event"),
            atLeast("replay", "eventsPerSecond", 200_000, "200,000 events/s"),
            atMost("replay", "ratio", 1.2, "1.2 of the p99 without"),
            atMost("stalled", "ratio", 1.2, "1.2 of the p99 without"));

    static List<Target> of(Scenario scenario) {
        return LIST.stream()
                .filter(target -> target.scenario().equals(scenario.name()))
                .toList();
    }

    private static Target atLeast(String scenario, String value, double least, String words) {
        return new Target(scenario, value, "at least " + words, figure -> figure >= least);
    }

    private static Target atMost(String scenario, String value, double most, String words) {
        return new Target(scenario, value, "at most " + words, figure -> figure <= most);
    }
}
