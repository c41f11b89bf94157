package dev.sluice.journal;

/** Why nothing can be published at the moment. */
public enum WriteObstacle {
    /** The database does not answer. */
    UNREACHABLE("unreachable"),
    /** The database answers, and another transaction holds the row that each commit locks. */
    BLOCKED("writes-blocked"),
    /** The database answers, and refuses commits: its disk is full, it only reads, a table or a right is missing. */
    FAILING("writes-failing");

    private final String code;

    WriteObstacle(String code) {
        this.code = code;
    }

    /** As the readiness answer names it. */
    public String code() {
        return code;
    }
}
