package dev.sluice.access;

import dev.sluice.log.LogMessage;

/**
 * A caller, and where it calls from.
 *
 * @param address of the client itself, as far as trusted proxies tell; text, as it stands in limits and lists
 */
public record Visitor(Caller caller, String address) {

    /** Adds to a line of the log that this visitor has asked for what it tells: never its token. */
    public LogMessage sign(LogMessage line) {
        return line.with("by", caller.subject().orElse("")).with("address", address);
    }
}
