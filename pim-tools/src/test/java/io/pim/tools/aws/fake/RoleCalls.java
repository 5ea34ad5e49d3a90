package io.pim.tools.aws.fake;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** IAM's one call. */
final class RoleCalls {
  private static final String VERSION = "2010-05-08";

  private final QueryReader reader = new QueryReader(ServiceModel.of("iam"));
  private final Cloud cloud;

  RoleCalls(Cloud cloud) {
    this.cloud = cloud;
  }

  HttpReply answer(Map<String, String> form) {
    if (!VERSION.equals(form.get("Version"))) {
      throw new Refusal(400, "NoSuchVersion", "The version is unknown");
    }
    Params params = reader.read(ServiceModel.of("iam").operation("GetRole").orElseThrow(), form);
    String role = params.require("RoleName");
    String service = cloud.roles().get(role);
    if (service == null) {
      throw new Refusal(404, "NoSuchEntity", "The role with name " + role + " cannot be found.");
    }
    String trust =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            + "{\"Service\":\""
            + service
            + "\"},\"Action\":\"sts:AssumeRole\"}]}";
    return HttpReply.xml(
        200,
        "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult>"
            + "<Role><Path>/</Path><RoleName>"
            + role
            + "</RoleName><AssumeRolePolicyDocument>"
            + URLEncoder.encode(trust, StandardCharsets.UTF_8)
            + "</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>");
  }

  static HttpReply error(Refusal refusal) {
    return HttpReply.xml(
        refusal.status(),
        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>"
            + "<Type>Sender</Type><Code>"
            + refusal.code()
            + "</Code><Message>"
            + AnswerWriter.escaped(refusal.getMessage())
            + "</Message></Error></ErrorResponse>");
  }
}
