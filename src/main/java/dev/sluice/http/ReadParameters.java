package dev.sluice.http;

import dev.sluice.hub.Start;
import java.util.List;
import java.util.Optional;

/** Query parameters of a reader, its topics and its start, for the stream and the history. */
public final class ReadParameters {

    private final Query query;

    public ReadParameters(Query query) {
        this.query = query;
    }

    /** The filters; none if the reader names none. */
    public List<String> topics() {
        return query.all("topic");
    }

    /** Where to start: the first of the parameters that is there, whatever order they come in. */
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
