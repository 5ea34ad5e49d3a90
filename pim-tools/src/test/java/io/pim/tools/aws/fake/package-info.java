/**
 * A server that answers as EC2, the EBS direct APIs and S3 do, and refuses what they refuse.
 * Requests and answers are checked against service-models.json, which is taken from botocore.
 */
package io.pim.tools.aws.fake;
