class Pim < Formula
  desc "Turns installer ISOs into cloud-init-ready VM images"
  homepage "@URL@"
  url "@DOWNLOAD@"
  version "@VERSION@"
  sha256 "@SHA256@"
  license "Apache-2.0"

  depends_on "openjdk"
  depends_on "qemu"

  def install
    libexec.install "bin", "lib", "share", "build-id"
    (bin/"pim").write_env_script libexec/"bin/pim", Language::Java.overridable_java_home_env
    man1.install_symlink Dir[libexec/"share/man/man1/*.1"]
    bash_completion.install_symlink libexec/"share/bash-completion/completions/pim"
    zsh_completion.install_symlink libexec/"share/zsh/site-functions/_pim"
    fish_completion.install_symlink libexec/"share/fish/vendor_completions.d/pim.fish"
  end

  service do
    run [opt_bin/"pim", "worker", "run"]
    keep_alive true
    log_path var/"log/pim-worker.log"
    error_log_path var/"log/pim-worker.log"
    environment_variables PATH: std_service_path_env
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/pim --version")
    system bin/"pim", "init", testpath/"images"
    assert_path_exists testpath/"images/profiles.d"
  end
end
