/** Shows builds in the Web UI's list and page: search attributes, summaries, current details. */
package io.pim.workflows.visibility;
