/** Runs the code of any step: heartbeats, one try at a time, and typed failures. */
package io.pim.activities.step;
