/** The application servers that the WAR runs on: how each is set up, started and ended as its own people do it. */
package dev.sluice.servers;
