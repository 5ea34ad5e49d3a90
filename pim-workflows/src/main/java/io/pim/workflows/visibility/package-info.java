/**
 * What the Web UI's list and page say of a build: search attributes, summaries, current details.
 */
package io.pim.workflows.visibility;
