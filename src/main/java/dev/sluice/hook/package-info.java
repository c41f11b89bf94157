/**
 * Where the application has its say: beans that decide about what clients publish and read. The interfaces are for it to
 * implement; the doors ask.
 */
package dev.sluice.hook;
