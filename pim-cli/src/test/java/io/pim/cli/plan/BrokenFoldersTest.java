package io.pim.cli.plan;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in all other files. */
class BrokenFoldersTest extends BrokenFolders {
  @ParameterizedTest
  @MethodSource({"profiles", "isos", "targets", "files", "templates"})
  void reportsEachMistake(Case broken) {
    check(broken);
  }

  private static Case web(String name, String text, String... says) {
    return broken(name, folder -> folder.file("profiles.d/web.yml", text), says);
  }

  private static Case isos(String name, String text, String... says) {
    return broken(name, folder -> folder.file("isos.d/more.yml", text), says);
  }

  private static Case preseed(String name, String text, String... says) {
    return broken(name, folder -> folder.file("preseeds.d/default.cfg.erb", text), says);
  }

  static Stream<Case> targets() {
    return Stream.of(
        broken(
            "a target of an unknown type",
            folder -> folder.file("targets.d/t.yml", "a:\n  type: directroy\n"),
            "targets.d/t.yml:2: a.type: must be a type of target, but is \"directroy\"; did you"
                + " mean directory? known: proxmox, aws, utm, directory, libvirt, oci"),
        broken(
            "a target with a wrong value and one that it needs",
            folder -> folder.file("targets.d/t.yml", "a:\n  type: directory\n  keep: none\n"),
            "targets.d/t.yml:3: a.keep: must be a whole number from 1 to 1000, but is \"none\"",
            "targets.d/t.yml:1: a: needs path: the folder that gets the images"));
  }

  static Stream<Case> profiles() {
    return Stream.of(
        broken(
            "name that leaves the folder",
            folder -> folder.file("profiles.d/x.yml", "../x:\n  hostname: x\n"),
            "profiles.d/x.yml:1: ../x: cannot be the name of a profile:"
                + " use letters, digits and . _ + -"),
        web(
            "list of settings",
            "web: [a]\n",
            "profiles.d/web.yml:1: web: must be the settings of a" + " profile, but is a list"),
        web(
            "the Norwegian keyboard",
            "web:\n  keyboard: no\n",
            "profiles.d/web.yml:2: web.keyboard: must be text on one line, and not blank,"
                + " but is no (which YAML reads as false)"),
        web(
            "password over two lines",
            "web:\n  password: |\n    hunter2\n    hunter3\n",
            "profiles.d/web.yml:2: web.password: must be text on one line, in quotes where YAML"
                + " would read it otherwise, but is a value not shown here, because it is a"
                + " secret"),
        web(
            "user with a blank",
            "web:\n  username: John Doe\n",
            "profiles.d/web.yml:2: web.username: must be the name of a user: lowercase letters,"
                + " digits, _ and -, at most 32, but is \"John Doe\""),
        web(
            "host name with an underscore",
            "web:\n  hostname: my_host\n",
            "profiles.d/web.yml:2: web.hostname: must be a host name of letters, digits and -,"
                + " but is \"my_host\""),
        web(
            "mirror as a URL",
            "web:\n  mirror_host: http://mirror.example.org/\n",
            "profiles.d/web.yml:2: web.mirror_host: must be a host name, with a port or without,"
                + " but is \"http://mirror.example.org/\""),
        web(
            "unknown key in build",
            "web:\n  build:\n    disksize: 10G\n",
            "profiles.d/web.yml:3: web.build.disksize: is not a setting PIM knows;"
                + " did you mean disk_size?"),
        web(
            "compression of a profile that nobody has",
            "web:\n  image:\n    compression: fast\n",
            "profiles.d/web.yml:3: web.image.compression: must be zstd, zlib or none, but is"
                + " \"fast\""),
        web(
            "unknown key in image",
            "web:\n  image:\n    compresssion: zlib\n",
            "profiles.d/web.yml:3: web.image.compresssion: is not a setting PIM knows;"
                + " did you mean compression?"),
        web(
            "architecture nobody has",
            "web:\n  architectures: [x86_64, sparc]\n",
            "profiles.d/web.yml:2: web.architectures[1]: must be x86_64 or arm64, but is"
                + " \"sparc\""),
        web(
            "script that leaves the folder",
            "web:\n  scripts:\n    - ../../etc/passwd\n",
            "profiles.d/web.yml:3: web.scripts[0]: must be a name of letters, digits and . _ + -,"
                + " but is \"../../etc/passwd\""),
        web(
            "scripts as text",
            "web:\n  scripts: base\n",
            "profiles.d/web.yml:2: web.scripts: must be a list, but is \"base\""),
        broken(
            "default tells once",
            folder ->
                folder
                    .file("profiles.d/default.yml", "default:\n  username: A\n")
                    .file("profiles.d/web.yml", "web: {}\nmail: {}\n"),
            "profiles.d/default.yml:2: default.username: must be the name of a user: lowercase letters,"
                + " digits, _ and -, at most 32, but is \"A\""),
        broken(
            "target with no settings",
            folder -> folder.file("targets.d/x.yml", "lab: 7\n"),
            "targets.d/x.yml:1: lab: must be the settings of a target, but is 7"));
  }

  static Stream<Case> isos() {
    return Stream.of(
        isos(
            "checksum of another kind",
            "a-arm64:\n  url: https://example.org/a.iso\n  checksum: md5:123\n",
            "isos.d/more.yml:3: a-arm64.checksum: must be sha256: and 64 hexadecimal digits, or"
                + " sha512: and 128,"
                + " but is \"md5:123\""),
        isos("no URL", "a-arm64:\n  name: A\n", "isos.d/more.yml:1: a-arm64: needs a url"),
        isos(
            "URL of another kind",
            "a-arm64:\n  url: ftp://example.org/a.iso\n",
            "isos.d/more.yml:2: a-arm64.url: must be an http:, https: or file: URL,"
                + " but is \"ftp://example.org/a.iso\""),
        isos(
            "no architecture",
            "a:\n  url: https://example.org/a.iso\n",
            "isos.d/more.yml:1: a: needs an architecture: x86_64 or arm64"),
        isos(
            "file name that leaves the folder",
            "a-arm64:\n  url: https://example.org/a.iso\n  filename: ../a.iso\n",
            "isos.d/more.yml:3: a-arm64.filename: must be a name of letters, digits and . _ + -,"
                + " but is \"../a.iso\""),
        isos(
            "URL that ends in no name",
            "a-arm64:\n  url: https://example.org/\n",
            "isos.d/more.yml:1: a-arm64: needs a filename, because its url does not end in one"),
        isos(
            "misspelt field",
            "a-arm64:\n  url: https://example.org/a.iso\n  checksum_ulr: https://example.org/s\n",
            "isos.d/more.yml:3: a-arm64.checksum_ulr: is not a setting PIM knows;"
                + " did you mean checksum_url?"),
        broken(
            "no ISO for the architecture",
            folder ->
                folder
                    .file("profiles.d/web.yml", "web:\n  architectures: [arm64]\n")
                    .file(
                        "isos.d/debian.yml",
                        "debian-13-amd64-netinst:\n  url: https://example.org/d.iso\n"),
            "profiles.d/web.yml:1: web: no ISO for arm64 matches 'debian-*-{arch}-netinst'; the"
                + " catalog has"
                + " debian-13-amd64-netinst (x86_64)"));
  }

  static Stream<Case> files() {
    return Stream.of(
        broken(
            "missing script",
            folder ->
                folder
                    .file("profiles.d/web.yml", "web:\n  scripts:\n    - base\n    - nginx\n")
                    .file("scripts.d/base.sh", "true\n"),
            "profiles.d/web.yml:4: web.scripts[1]: there is no script 'nginx'; looked for"
                + " scripts.d/nginx.sh, GLOBAL/scripts.d/nginx.sh"),
        broken(
            "script listed twice",
            folder ->
                folder
                    .file("profiles.d/web.yml", "web:\n  scripts: [base, base]\n")
                    .file("scripts.d/base.sh", "true\n"),
            "profiles.d/web.yml:2: web.scripts[1]: lists the script 'base' twice"),
        broken(
            "no preseed",
            folder -> folder.without("preseeds.d/default.cfg.erb"),
            "there is no preseed template 'web'; looked for preseeds.d/web.cfg.erb,"
                + " GLOBAL/preseeds.d/web.cfg.erb, preseeds.d/default.cfg.erb,"
                + " GLOBAL/preseeds.d/default.cfg.erb"),
        broken(
            "no install script, but its URL",
            folder -> folder.without("installs.d/default.sh"),
            "preseeds.d/default.cfg.erb: uses install_url, but there is no install script 'web';"
                + " looked for installs.d/web.sh, GLOBAL/installs.d/web.sh, installs.d/default.sh,"
                + " GLOBAL/installs.d/default.sh"),
        broken(
            "script that is a folder",
            folder -> folder.file("scripts.d/base.sh/x", ""),
            "scripts.d/base.sh: must be a file"));
  }

  static Stream<Case> templates() {
    return Stream.of(
        preseed(
            "undefined name",
            "# one\nhost <%= hostnme %>\n",
            "preseeds.d/default.cfg.erb:2: uses 'hostnme', which no setting defines;"
                + " did you mean hostname?"),
        preseed(
            "syntax error",
            "# one\n\n<%= [1, 2 %>\n",
            "preseeds.d/default.cfg.erb:3: Ruby error: SyntaxError: syntax error, unexpected ')'"),
        preseed(
            "error that would show a password",
            "<% if true %>\n<%= password.upcse %>\n<% end %>\n",
            "preseeds.d/default.cfg.erb:2: Ruby error: NoMethodError: undefined method `upcse'"
                + " for \"[secret]\":String"),
        preseed(
            "nil in a sum",
            "<%= 'a' + timezone %>\n",
            "preseeds.d/default.cfg.erb:1: Ruby error: TypeError: no implicit conversion of nil"
                + " into String"),
        preseed(
            "template that gives up",
            "<% abort 'no' %>\n",
            "preseeds.d/default.cfg.erb:1: Ruby error: SystemExit: no"));
  }
}
