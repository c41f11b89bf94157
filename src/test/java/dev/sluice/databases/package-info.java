/** Real database servers for the tests that need one. Knows nothing of the gateway's classes. */
package dev.sluice.databases;
