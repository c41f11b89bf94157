package dev.sluice.event;

/**
 * A reason to refuse a request. The code is part of the protocol and never changes.
 *
 * <p>Example, in a {@code PublishHook}: {@code throw Rejection.REFUSED.because("the auction has ended")}
 */
public enum Rejection {
    /** A topic or a filter is missing or malformed. */
    TOPIC_INVALID("topic-invalid", false),
    /** The event type, the subject or an attribute of an event is malformed. */
    EVENT_INVALID("event-invalid", false),
    /** A cursor is malformed. */
    CURSOR_INVALID("cursor-invalid", false),
    /** An idempotency key is malformed. */
    KEY_INVALID("key-invalid", false),
    /** A body is not valid text, JSON, or a valid batch. */
    BODY_INVALID("body-invalid", false),
    /** Another parameter is malformed, or asks for too much. */
    PARAMETER_INVALID("parameter-invalid", false),
    /** A WebSocket message does not follow the protocol. */
    MESSAGE_INVALID("message-invalid", false),
    /** The connection has no subscription of this name. */
    SUBSCRIPTION_UNKNOWN("subscription-unknown", false),
    /** The connection already has a subscription of this name. */
    SUBSCRIPTION_EXISTS("subscription-exists", false),
    /** The request needs a token and has none. */
    TOKEN_MISSING("token-missing", false),
    /** The token is malformed, not for this gateway, or not signed by a known key. */
    TOKEN_INVALID("token-invalid", false),
    /** The token has expired. */
    TOKEN_EXPIRED("token-expired", false),
    /** An administrator has revoked the token. */
    TOKEN_REVOKED("token-revoked", false),
    /** The keys that verify tokens cannot be fetched at the moment. */
    KEYS_UNAVAILABLE("keys-unavailable", true),
    /** The caller has no grant to publish to, or to read, these topics. */
    TOPIC_FORBIDDEN("topic-forbidden", false),
    /** Pages of this origin may not use the gateway. */
    ORIGIN_FORBIDDEN("origin-forbidden", false),
    /** Only administrators may do this. */
    ADMINISTRATION_FORBIDDEN("administration-forbidden", false),
    /** The caller may not be present under this name. */
    MEMBER_FORBIDDEN("member-forbidden", false),
    /** A connection has more filters than the settings allow. */
    TOO_MANY_TOPICS("too-many-topics", false),
    /** Too many events, messages or new connections a second. */
    RATE_LIMITED("rate-limited", true),
    /** Too many open connections: in all, of one address, or of one subject. */
    TOO_MANY_CONNECTIONS("too-many-connections", true),
    /** Too many requests wait for the rest of their body. */
    TOO_MANY_BODIES("too-many-bodies", true),
    /** The body of a request took too long to arrive. */
    REQUEST_TIMEOUT("request-timeout", false),
    /** A hook of the application has refused the request; applications use this code. */
    REFUSED("refused", false),
    /** The connection does not exist, or belongs to another caller. */
    CONNECTION_UNKNOWN("connection-unknown", false),
    /** The path does not exist. */
    NOT_FOUND("not-found", false),
    /** The path does not support this method. */
    METHOD_NOT_ALLOWED("method-not-allowed", false),
    /** The resource has no media type that the client accepts. */
    NOT_ACCEPTABLE("not-acceptable", false),
    /** The path is for WebSockets only. */
    UPGRADE_REQUIRED("upgrade-required", false),
    /** An event with this idempotency key and other content exists. */
    KEY_CONFLICT("key-conflict", false),
    /** The topic has had its last event. */
    TOPIC_COMPLETE("topic-complete", false),
    /** The topic is not in the state that the publisher expects. */
    PRECONDITION_FAILED("precondition-failed", false),
    /** The data, a body or a message is larger than the settings allow. */
    DATA_TOO_LARGE("data-too-large", false),
    /** The body is in a format that this path does not take, or is compressed. */
    MEDIA_TYPE_UNSUPPORTED("media-type-unsupported", false),
    /** A connection has more subscriptions than the settings allow. */
    TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions", false),
    /** The hooks of the application took too long; nothing has been published. */
    HOOK_TIMEOUT("hook-timeout", true),
    /** The journal is unavailable or overloaded. */
    JOURNAL_UNAVAILABLE("journal-unavailable", true),
    /** The journal lacks events that retention has not removed. */
    JOURNAL_DAMAGED("journal-damaged", false),
    /** The node is being drained and takes no new clients. */
    DRAINING("draining", true),
    /** The outbox is not configured or unavailable, so nothing can be published in a transaction. */
    OUTBOX_UNAVAILABLE("outbox-unavailable", false),
    /** The application's transaction was rolled back; nothing has been published. */
    ROLLED_BACK("rolled-back", false),
    /** The gateway has failed; its log has the cause. */
    INTERNAL_ERROR("internal-error", false);

    private final String code;
    private final boolean retryable;

    Rejection(String code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    /** The stable code that clients get, such as {@code topic-invalid}. */
    public String code() {
        return code;
    }

    /** Whether the same request may succeed later without a change. */
    public boolean retryable() {
        return retryable;
    }

    /**
     * Creates the exception for this reason.
     *
     * @param detail shown to the client: what was wrong, where, and what would be right; no payload and no token
     */
    public RejectedException because(String detail) {
        return new RejectedException(this, detail);
    }
}
