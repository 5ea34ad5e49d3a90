/** The worker process: the one place where the objects of a build are wired together. */
package io.pim.worker;
