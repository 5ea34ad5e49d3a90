/** Small value types used everywhere in PIM: architecture, firmware, sizes, digests. */
package io.pim.model.unit;
