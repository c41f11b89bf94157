package dev.sluice.http;

import dev.sluice.access.Visitor;
import dev.sluice.session.IncomingMessage;
import java.security.Principal;

/** A visitor and its incoming message as a principal, which is all that a server passes to a WebSocket endpoint. */
record VisitorPrincipal(Visitor visitor, IncomingMessage message) implements Principal {

    @Override
    public String getName() {
        return visitor.caller().subject().orElse("");
    }
}
