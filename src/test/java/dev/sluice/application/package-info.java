/** An application in the same WAR as the gateway: beans, hooks and a table of its own. Deployed by tests, not shipped. */
package dev.sluice.application;
