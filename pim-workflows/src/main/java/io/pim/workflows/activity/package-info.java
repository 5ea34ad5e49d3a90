/** The activity interfaces, one for each step group, with their request and result records. */
package io.pim.workflows.activity;
