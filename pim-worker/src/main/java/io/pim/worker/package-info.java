/** The worker process; it creates the objects of a build and connects them with each other. */
package io.pim.worker;
