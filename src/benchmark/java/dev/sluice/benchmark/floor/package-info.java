/**
 * WARs that do the least, packed by the benchmark. One keeps a connection of each kind open: what a connection costs here
 * the server takes; the gateway's own part is what it costs there above that. The other sends each event to each who
 * listens, without ids, journal or resume, and without a thought for who is slow.
 */
package dev.sluice.benchmark.floor;
