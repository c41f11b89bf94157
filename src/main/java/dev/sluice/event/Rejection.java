package dev.sluice.event;

/**
 * Why the gateway refuses something. The code is part of the protocol and never changes; {@link #retryable} says
 * whether the very same request may succeed later.
 */
public enum Rejection {
    TOPIC_INVALID("topic-invalid", false),
    EVENT_INVALID("event-invalid", false),
    CURSOR_INVALID("cursor-invalid", false),
    KEY_INVALID("key-invalid", false),
    BODY_INVALID("body-invalid", false),
    PARAMETER_INVALID("parameter-invalid", false),
    MESSAGE_INVALID("message-invalid", false),
    SUBSCRIPTION_UNKNOWN("subscription-unknown", false),
    SUBSCRIPTION_EXISTS("subscription-exists", false),
    TOKEN_MISSING("token-missing", false),
    TOKEN_INVALID("token-invalid", false),
    TOKEN_EXPIRED("token-expired", false),
    TOKEN_REVOKED("token-revoked", false),
    KEYS_UNAVAILABLE("keys-unavailable", true),
    TOPIC_FORBIDDEN("topic-forbidden", false),
    ORIGIN_FORBIDDEN("origin-forbidden", false),
    ADMINISTRATION_FORBIDDEN("administration-forbidden", false),
    MEMBER_FORBIDDEN("member-forbidden", false),
    TOO_MANY_TOPICS("too-many-topics", false),
    RATE_LIMITED("rate-limited", true),
    TOO_MANY_CONNECTIONS("too-many-connections", true),
    TOO_MANY_BODIES("too-many-bodies", true),
    REQUEST_TIMEOUT("request-timeout", false),
    REFUSED("refused", false),
    CONNECTION_UNKNOWN("connection-unknown", false),
    NOT_FOUND("not-found", false),
    METHOD_NOT_ALLOWED("method-not-allowed", false),
    NOT_ACCEPTABLE("not-acceptable", false),
    UPGRADE_REQUIRED("upgrade-required", false),
    KEY_CONFLICT("key-conflict", false),
    TOPIC_COMPLETE("topic-complete", false),
    PRECONDITION_FAILED("precondition-failed", false),
    DATA_TOO_LARGE("data-too-large", false),
    MEDIA_TYPE_UNSUPPORTED("media-type-unsupported", false),
    TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions", false),
    HOOK_TIMEOUT("hook-timeout", true),
    JOURNAL_UNAVAILABLE("journal-unavailable", true),
    JOURNAL_DAMAGED("journal-damaged", false),
    DRAINING("draining", true),
    OUTBOX_UNAVAILABLE("outbox-unavailable", false),
    ROLLED_BACK("rolled-back", false),
    INTERNAL_ERROR("internal-error", false);

    private final String code;
    private final boolean retryable;

    Rejection(String code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    public String code() {
        return code;
    }

    public boolean retryable() {
        return retryable;
    }

    /** The exception that carries this rejection to the door; the detail is shown to the client. */
    public RejectedException because(String detail) {
        return new RejectedException(this, detail);
    }
}
