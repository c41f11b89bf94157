package dev.sluice.journal;

/** The reason why nothing can be published at the moment. */
public enum WriteObstacle {
    /** The database does not answer. */
    UNREACHABLE("unreachable"),
    /** The database answers, but another transaction holds the lock that each commit needs. */
    BLOCKED("writes-blocked"),
    /** The database answers, but refuses commits: its disk is full, it is read-only, or a table or a right is missing. */
    FAILING("writes-failing");

    private final String code;

    WriteObstacle(String code) {
        this.code = code;
    }

    /** The code in the answer of the readiness check. */
    public String code() {
        return code;
    }
}
