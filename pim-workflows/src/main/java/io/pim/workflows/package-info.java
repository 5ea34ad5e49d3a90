/** The order of a build, deterministic: workflows, activity interfaces, task queues and limits. */
package io.pim.workflows;
