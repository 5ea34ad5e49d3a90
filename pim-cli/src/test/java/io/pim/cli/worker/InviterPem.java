package io.pim.cli.worker;

/** A certificate, made for tests only. */
final class InviterPem {
  static final String CERTIFICATE =
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

  private InviterPem() {}
}
