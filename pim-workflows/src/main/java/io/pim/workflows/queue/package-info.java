/**
 * Names the task queues; a build is routed to an architecture or host by the choice of a queue
 * only.
 */
package io.pim.workflows.queue;
