/**
 * Works in a guest over SSH: waits for it, logs in, becomes root, runs scripts that outlive PIM.
 */
package io.pim.tools.ssh;
