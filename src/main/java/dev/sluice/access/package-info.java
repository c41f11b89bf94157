/** Who a caller is, and what it may publish and read. Knows only the words of {@code event}. */
package dev.sluice.access;
