/** The door for those who read page by page: {@code GET /api/events} as JSON. */
package dev.sluice.history;
