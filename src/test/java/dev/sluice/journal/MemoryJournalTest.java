package dev.sluice.journal;

import java.time.Clock;

class MemoryJournalTest extends JournalContract {

    private final Journal journal = new MemoryJournal(Clock.systemUTC(), appended -> {});

    @Override
    Journal journal() {
        return journal;
    }
}
