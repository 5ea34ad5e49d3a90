/**
 * Several hosts on one service: hosts are lost, cut off, drained, slow and full, the service
 * restarts, and each build still ends with the right image.
 */
package io.pim.e2e.fleet;
