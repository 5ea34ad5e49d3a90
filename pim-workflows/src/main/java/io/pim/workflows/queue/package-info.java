/** Names the task queues: architecture and host routing is nothing but the choice of one. */
package io.pim.workflows.queue;
