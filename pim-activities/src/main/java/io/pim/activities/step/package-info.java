/** Runs the code of any step: heartbeat, one try at a time, and failures made typed. */
package io.pim.activities.step;
