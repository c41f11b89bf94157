/**
 * Hostile clients: attacks of one caller that others must not notice, and random requests and messages.
 *
 * <p>Start with {@link dev.sluice.attack.Attack}; {@code FairnessIT} and {@code RequestFuzzIT} run them.
 */
package dev.sluice.attack;
