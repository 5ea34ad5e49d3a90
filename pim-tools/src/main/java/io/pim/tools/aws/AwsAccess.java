package io.pim.tools.aws;

import java.net.URI;
import java.util.Optional;

/**
 * How PIM reaches AWS.
 *
 * @param profile of {@code ~/.aws/config}; empty for the SDK's own choice of credentials
 * @param endpoint another address of both APIs; empty for AWS itself
 */
public record AwsAccess(Optional<String> profile, Optional<URI> endpoint) {}
