package dev.sluice.http;

import dev.sluice.access.Visitor;
import dev.sluice.session.IncomingMessage;
import java.security.Principal;

/** A visitor and the message that it sends, in the form in which a server passes on who somebody is. */
record VisitorPrincipal(Visitor visitor, IncomingMessage message) implements Principal {

    @Override
    public String getName() {
        return visitor.caller().subject().orElse("");
    }
}
