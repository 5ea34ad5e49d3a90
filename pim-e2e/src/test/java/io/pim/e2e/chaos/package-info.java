/** Faults on real processes at every step of a build, and the proof that they do it no harm. */
package io.pim.e2e.chaos;
