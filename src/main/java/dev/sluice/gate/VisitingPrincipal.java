package dev.sluice.gate;

import dev.sluice.access.Visitor;
import java.security.Principal;

/** A visitor, in the form in which a server passes on who somebody is. */
record VisitingPrincipal(Visitor visitor) implements Principal {

    @Override
    public String getName() {
        return visitor.caller().subject().orElse("");
    }
}
