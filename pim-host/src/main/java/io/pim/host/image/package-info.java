/** What is done with finished images: verified, exported, imported, removed. */
package io.pim.host.image;
