package dev.sluice.access;

import dev.sluice.log.LogMessage;

/**
 * A caller and its address.
 *
 * @param caller the caller with its grants
 * @param address the client's address as text, taken from trusted proxies where there are any; limits and lists use it as a
 *     key
 */
public record Visitor(Caller caller, String address) {

    /** Adds the caller's subject and address to a log message, but never its token. */
    public LogMessage sign(LogMessage message) {
        return message.with("by", caller.subject().orElse("")).with("address", address);
    }
}
