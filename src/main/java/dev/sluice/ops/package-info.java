/**
 * What an operator sees of the gateway, and does to it: it starts and stops, says how it is (health, metrics, JMX), drains, and takes
 * settings that have changed.
 */
package dev.sluice.ops;
