package dev.sluice.access;

/**
 * A caller, and where it calls from.
 *
 * @param address of the client itself, as far as trusted proxies tell; text, as it stands in limits and lists
 */
public record Visitor(Caller caller, String address) {}
