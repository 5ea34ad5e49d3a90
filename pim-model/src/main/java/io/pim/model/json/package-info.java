/** The one way PIM's values become JSON and come back. */
package io.pim.model.json;
