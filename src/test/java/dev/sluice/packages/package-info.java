/** What operators are given beside the WAR: is it right, and does it do what it says? Knows the gateway by its address only. */
package dev.sluice.packages;
