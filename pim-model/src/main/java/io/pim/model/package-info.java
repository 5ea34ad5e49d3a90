/** The values that all modules share; without Temporal, processes or sockets. */
package io.pim.model;
