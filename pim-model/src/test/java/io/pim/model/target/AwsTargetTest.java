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
    assertEquals(Optional.of("http://127.0.0.1:4566"), target.endpoint());
  }
}
