/** The layers of builds in the shared store: signed descriptions, push, pull and prune. */
package io.pim.host.remote.layers;
