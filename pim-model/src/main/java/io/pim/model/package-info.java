/** What PIM talks about: no Temporal, no processes, no sockets. */
package io.pim.model;
