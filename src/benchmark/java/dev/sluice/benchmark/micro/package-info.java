/**
 * Measures single steps by JMH, without a server: {@link dev.sluice.benchmark.micro.Micro} runs them. A benchmark lies in
 * the package whose insides it measures, as a unit test does.
 */
package dev.sluice.benchmark.micro;
