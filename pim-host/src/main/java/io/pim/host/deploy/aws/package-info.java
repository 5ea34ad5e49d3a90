/**
 * Deployments on Amazon EC2. A deployment is an AMI in the target's region, with a copy in each
 * further one. The AMI with the tag {@code pim:current} is the one that users take. Everything that
 * a deployment makes has the deployment's id as a tag from its creation on.
 */
package io.pim.host.deploy.aws;
