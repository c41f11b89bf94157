package dev.sluice.http;

import dev.sluice.hub.Start;
import java.util.List;
import java.util.Optional;

/** Query parameters for the stream and the history: the topics and the start. */
public final class ReadParameters {

    private final Query query;

    public ReadParameters(Query query) {
        this.query = query;
    }

    /** The topics and patterns; none if the query has none. */
    public List<String> topics() {
        return query.all("topic");
    }

    /** The start: of several parameters, the first of this list counts, regardless of their order in the query. */
    public Optional<Start> start() {
        return query.first("lastEventId")
                .or(() -> query.first("last_event_id"))
                .or(() -> query.first("after"))
                .map(Start::after)
                .or(() -> query.first("since").map(Start::since))
                .or(() -> query.first("last").map(Start::last))
                .or(() -> query.flag("snapshot", false) ? Optional.of(new Start.Snapshot()) : Optional.empty());
    }
}
