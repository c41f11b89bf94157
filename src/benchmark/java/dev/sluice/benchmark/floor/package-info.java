/**
 * The least that a WAR can do to keep a connection of each kind open. What a connection costs here the server takes; the
 * gateway's own part is what it costs there above that. Packed into a WAR by the benchmark.
 */
package dev.sluice.benchmark.floor;
