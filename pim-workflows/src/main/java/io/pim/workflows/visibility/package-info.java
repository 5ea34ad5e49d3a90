/**
 * What the Web UI's list and page show of a build: search attributes, summaries, current details.
 */
package io.pim.workflows.visibility;
