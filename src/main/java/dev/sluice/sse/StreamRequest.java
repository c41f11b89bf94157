package dev.sluice.sse;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Caller;
import dev.sluice.http.ReadParameters;
import dev.sluice.hub.Encoding;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;

/** What a stream was asked for, checked. */
record StreamRequest(Subscription subscription, Encoding<byte[]> encoding) {

    /** @param lastEventId the header, empty if there is none: what a browser sends when it reconnects, and so comes first */
    static StreamRequest of(Caller caller, ReadParameters parameters, String lastEventId) {
        Encoding<byte[]> encoding = parameters
                .first("format")
                .map(format -> {
                    if (!format.equals("envelope")) {
                        throw PARAMETER_INVALID.because("the only format to choose is envelope");
                    }
                    return EventBlock.ENVELOPE;
                })
                .orElse(EventBlock.PLAIN);
        Start start = lastEventId.isEmpty()
                ? parameters.start().orElse(new Start.Latest())
                : Start.afterAnything(lastEventId);
        return new StreamRequest(new Subscription("stream", caller.requireRead(parameters.topics()), start), encoding);
    }
}
