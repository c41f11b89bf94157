package dev.sluice.sse;

import dev.sluice.access.Visitor;
import dev.sluice.event.Member;
import dev.sluice.hub.Encoding;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.hub.Subscription;
import java.util.Optional;

/** A checked request for a stream, with its start position. */
record StreamRequest(
        Visitor visitor,
        Subscription subscription,
        ResolvedStart start,
        Encoding<byte[]> encoding,
        Optional<Member> member) {}
