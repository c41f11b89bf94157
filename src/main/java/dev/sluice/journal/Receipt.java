package dev.sluice.journal;

import dev.sluice.event.Cursor;

/**
 * What a publisher gets for a draft: where it stands.
 *
 * @param fresh false if an event with the same key was there already and nothing has been written
 */
public record Receipt(Cursor id, boolean fresh) {}
