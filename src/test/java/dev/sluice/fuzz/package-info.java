/** Starts the fuzzers, which stand beside what they try: {@code …Fuzz}. */
package dev.sluice.fuzz;
