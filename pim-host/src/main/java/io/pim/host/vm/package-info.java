/** Virtual machines that people run from images: made, started, queried, reached and ended. */
package io.pim.host.vm;
