/** The only conversion between PIM's values and JSON. */
package io.pim.model.json;
