/**
 * A server that answers as EC2 and the EBS direct APIs do, and refuses what they refuse. Requests
 * and answers are checked against service-models.json, which is taken from botocore.
 */
package io.pim.tools.aws.fake;
