/** Virtual machines that people run from images: made, started, asked, reached and ended. */
package io.pim.host.vm;
