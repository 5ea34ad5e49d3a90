/**
 * EC2 and the EBS direct APIs, through AWS's own SDK. No class of the SDK leaves this package, and
 * none is loaded before a target of AWS is opened.
 */
package io.pim.tools.aws;
