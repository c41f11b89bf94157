package dev.sluice.journal;

import dev.sluice.event.Cursor;

/**
 * The receipt for a published draft.
 *
 * @param id the cursor of its event
 * @param fresh false if the journal had an event with the same idempotency key already, so that nothing was written
 */
public record Receipt(Cursor id, boolean fresh) {}
