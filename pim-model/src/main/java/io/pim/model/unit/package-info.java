/** Small value types that every part of PIM talks in: architecture, firmware, sizes, digests. */
package io.pim.model.unit;
