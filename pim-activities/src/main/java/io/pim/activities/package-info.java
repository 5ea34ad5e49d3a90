/** Placeholder. */
package io.pim.activities;
