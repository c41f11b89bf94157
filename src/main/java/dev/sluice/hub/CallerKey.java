package dev.sluice.hub;

/** Whose work it is, where callers share something fairly: the subject of a token, or else an address. */
public record CallerKey(String value) {

    /** Of work that the gateway does for itself. */
    static final CallerKey NONE = new CallerKey("");

    public static CallerKey ofSubject(String subject) {
        return new CallerKey("subject " + subject);
    }

    public static CallerKey ofAddress(String address) {
        return new CallerKey("address " + address);
    }
}
