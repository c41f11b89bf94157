package dev.sluice.journal;

import dev.sluice.event.Cursor;

/**
 * The receipt for a draft: its position.
 *
 * @param fresh false if an event with the same key was there already and nothing has been written
 */
public record Receipt(Cursor id, boolean fresh) {}
