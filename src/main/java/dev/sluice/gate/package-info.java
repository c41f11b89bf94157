/**
 * Where every request comes in, before any door: from which page, from which address, and who sends it. Knows servlets, and
 * nothing of events.
 */
package dev.sluice.gate;
