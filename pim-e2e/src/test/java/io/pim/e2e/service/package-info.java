/**
 * The service of deploy/, run for real without containers, and the security of those who share it.
 */
package io.pim.e2e.service;
