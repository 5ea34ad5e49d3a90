/**
 * Keeps secrets out of what others can read: sealing for history and disk, redaction for output.
 */
package io.pim.model.secret;
