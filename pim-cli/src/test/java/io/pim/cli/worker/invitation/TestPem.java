package io.pim.cli.worker.invitation;

/** A certificate and its key, made only for tests. */
public final class TestPem {
  public static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBfTCCASOgAwIBAgIUZgqfKW7nNJ7NrB9Vv1P9HzzQTcwwCgYIKoZIzj0EAwIw
      EzERMA8GA1UEAwwIcGltIHRlc3QwIBcNMjYxMTI4MDMzNDA4WhgPMjEyNjExMDQw
      MzM0MDhaMBMxETAPBgNVBAMMCHBpbSB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
      AQcDQgAEr3gleyWOuwRZoDOKFj/S8ZPPH9W4Af5GOQMKjCuLhfpZUcl6mgkmQY+i
      +NSYvZzqXKSuUt4cpOrG1+X8Q3Eg2KNTMFEwHQYDVR0OBBYEFOK7ovG5bSGhcxpV
      D222xKl/rd3rMB8GA1UdIwQYMBaAFOK7ovG5bSGhcxpVD222xKl/rd3rMA8GA1Ud
      EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgBLK/nl1M4SDBiv1yrcAwnyJ9
      /Hi7ZXr9gDIKyVoZc5ICIQDhgNL3/A4NbiHMsKWxuPgQW8yrYZ9hx3mx6yiu4+jC
      Mg==
      -----END CERTIFICATE-----
      """;

  public static final String KEY =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgk7fMW1/aCYFPXQxZ
      diRPyyqniL4wdJxwJpKaq+j3002hRANCAASveCV7JY67BFmgM4oWP9Lxk88f1bgB
      /kY5AwqMK4uF+llRyXqaCSZBj6L41Ji9nOpcpK5S3hyk6sbX5fxDcSDY
      -----END PRIVATE KEY-----
      """;

  private TestPem() {}

  /** The certificate as a block of YAML. */
  static String indented() {
    return CERTIFICATE.indent(4);
  }
}
