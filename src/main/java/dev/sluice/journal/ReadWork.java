package dev.sluice.journal;

/** One piece of work that {@link FairReads} does for a caller: a step of a search, or a page. */
interface ReadWork {

    /** Does the work without a lock. Returns whether it is finished. */
    boolean run();

    /** Called after {@link #run}, with the monitor of {@link FairReads} held. */
    void ran(boolean finished);

    /** Puts the work back into its queue because no thread could be started. Called with the monitor held. */
    void undo();

    /** Tells the waiting thread that the journal is not read any more. */
    void refuse();
}
