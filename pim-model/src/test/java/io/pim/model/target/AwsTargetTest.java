package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwsTargetTest extends TargetsFixture {
  @Test
  void readsEveryField() throws IOException {
    AwsTarget usual = (AwsTarget) settings("type: aws\nregion: eu-central-1\n");
    assertEquals(AwsTarget.Method.EBS, usual.method());
    assertEquals(List.of(), usual.copyTo());
    assertEquals("vmimport", usual.role());
    assertEquals(Optional.empty(), usual.instanceType());
    assertEquals(Optional.empty(), usual.subnetId());
    assertEquals(List.of(), usual.securityGroupIds());
    assertFalse(usual.isPublic());
    assertFalse(usual.encrypted());
    assertEquals(Map.of(), usual.tags());
    AwsTarget target =
        (AwsTarget)
            settings(
                """
                type: aws
                region: us-gov-west-1
                copy_to: [eu-west-1, us-east-2]
                profile: builds
                method: s3
                bucket: my.images
                role: import-role
                launch_permissions: [012345678901, "arn:aws:organizations::123456789012:ou/o-a/ou-b"]
                kms_key: alias/images
                tags: {team: web, cost: 12}
                try: true
                instance_type: c7gd.medium
                subnet_id: subnet-0123456789abcdef0
                security_group_ids: [sg-01234567, sg-0123456789abcdef0]
                endpoint: http://127.0.0.1:4566
                """);
    assertEquals(List.of("eu-west-1", "us-east-2"), target.copyTo());
    assertEquals(Optional.of("builds"), target.profile());
    assertEquals(AwsTarget.Method.S3, target.method());
    assertEquals(Optional.of("my.images"), target.bucket());
    assertEquals("import-role", target.role());
    assertEquals("012345678901", target.launchPermissions().get(0));
    assertTrue(target.encrypted());
    assertEquals(Map.of("team", "web", "cost", "12"), target.tags());
    assertEquals(Optional.of("c7gd.medium"), target.instanceType());
    assertEquals(Optional.of("subnet-0123456789abcdef0"), target.subnetId());
    assertEquals(List.of("sg-01234567", "sg-0123456789abcdef0"), target.securityGroupIds());
    assertEquals(Optional.of("http://127.0.0.1:4566"), target.endpoint());
  }

  @Test
  void checksTheSettingsOfTheTrialInstance() throws IOException {
    for (String field :
        List.of(
            "instance_type: t3",
            "instance_type: t3.nano;id",
            "subnet_id: subnet-1",
            "subnet_id: vpc-01234567",
            "security_group_ids: [default]",
            "security_group_ids: sg-0")) {
      List<String> found = problems("t:\n  type: aws\n  region: eu-west-1\n  " + field + "\n");
      assertEquals(1, found.size(), field + ": " + found);
      assertTrue(
          found.get(0).contains("t." + field.substring(0, field.indexOf(':'))), found.get(0));
    }
  }
}
