/** Names the task queues; only the choice of a queue routes a build to an architecture or host. */
package io.pim.workflows.queue;
