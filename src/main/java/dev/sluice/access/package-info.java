/** Who a caller is, and what it may publish and read. Knows the words of {@code event} and the settings. */
package dev.sluice.access;
