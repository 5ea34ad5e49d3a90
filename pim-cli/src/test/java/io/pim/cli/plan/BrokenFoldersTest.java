package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.cli.erb.ErbRenderer;
import io.pim.cli.erb.RenderCache;
import io.pim.model.config.Problem;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people get wrong, one folder each, and exactly what they are told. */
class BrokenFoldersTest {
  @TempDir static Path cache;
  private static RenderCache renderer;

  @TempDir Path root;

  record Case(String name, UnaryOperator<Folder> breaking, List<String> says) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void openCache() throws IOException {
    renderer =
        new RenderCache(
            new ErbRenderer(),
            cache.resolve("rendered"),
            Sealer.withKeyFile(cache.resolve("seal.key")));
  }

  @ParameterizedTest
  @MethodSource({"settings", "yaml", "profiles", "isos", "targets", "files", "templates"})
  void saysWhatIsWrong(Case broken) {
    Folder folder = broken.breaking().apply(new Folder(root));
    List<String> said =
        ConfigCheck.run(folder.folders(), renderer).stream().map(Problem::toString).toList();
    assertEquals(
        String.join("\n", broken.says()),
        String.join("\n", said).replace(folder.global.toString(), "GLOBAL"));
  }

  private static Case broken(String name, UnaryOperator<Folder> breaking, String... says) {
    return new Case(name, breaking, List.of(says));
  }

  private static Case pimYml(String name, String text, String... says) {
    return broken(name, folder -> folder.file("pim.yml", text), says);
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

  static Stream<Case> settings() {
    String memory =
        "must be a number of MiB such as 2048, or a size such as 2G, and at least 64M, but is ";
    String duration =
        "must be a number of seconds, or a duration such as 90s, 30m or 2h, and more than 0, but is"
            + " ";
    return Stream.of(
        broken("nothing is wrong", folder -> folder),
        pimYml(
            "size with a blank",
            "# sizes\nbuild:\n  disk_size: 20 GB\n",
            "pim.yml:3: build.disk_size: must be a size such as 20G, but is \"20 GB\""),
        pimYml(
            "negative size",
            "build: {disk_size: -1}\n",
            "pim.yml:1: build.disk_size: must be a size such as 20G, but is -1"),
        pimYml(
            "size of a few bytes",
            "build:\n  disk_size: 20\n",
            "pim.yml:2: build.disk_size: must be a size such as 20G, but is 20"),
        pimYml(
            "negative memory",
            "build:\n  memory: -1\n",
            "pim.yml:2: build.memory: " + memory + "-1"),
        pimYml(
            "memory for nothing",
            "build:\n  memory: 8\n",
            "pim.yml:2: build.memory: " + memory + "8"),
        pimYml(
            "no processor",
            "build:\n  cpus: 0\n",
            "pim.yml:2: build.cpus: must be a whole number from 1 to 256, but is 0"),
        pimYml(
            "half a processor",
            "build:\n  cpus: 1.5\n",
            "pim.yml:2: build.cpus: must be a whole number from 1 to 256, but is 1.5"),
        pimYml(
            "firmware nobody has",
            "build:\n  firmware: coreboot\n",
            "pim.yml:2: build.firmware: must be bios or uefi, but is \"coreboot\""),
        pimYml(
            "compression nobody has",
            "image:\n  compression: lzma\n",
            "pim.yml:2: image.compression: must be zstd, zlib or none, but is \"lzma\""),
        pimYml(
            "unknown key in image",
            "image:\n  compresion: zlib\n",
            "pim.yml:2: image.compresion: is not a setting PIM knows; did you mean compression?"),
        pimYml(
            "duration in words",
            "build:\n  ssh:\n    timeout: ten minutes\n",
            "pim.yml:3: build.ssh.timeout: " + duration + "\"ten minutes\""),
        pimYml("no time", "ssh:\n  timeout: 0\n", "pim.yml:2: ssh.timeout: " + duration + "0"),
        pimYml(
            "unknown key in a section",
            "build:\n  memroy: 4096\n",
            "pim.yml:2: build.memroy: is not a setting PIM knows; did you mean memory?"),
        pimYml(
            "unknown section",
            "biuld:\n  memory: 4096\n",
            "pim.yml:1: biuld: is not a setting PIM knows; did you mean build?"),
        pimYml(
            "unknown key like no other",
            "store:\n  colour: red\n",
            "pim.yml:2: store.colour: is not a setting PIM knows; known here: layers_limit, warm"),
        pimYml(
            "fewer memories than none",
            "store:\n  warm: {count: -1}\n",
            "pim.yml:2: store.warm.count: must be a whole number from 0 to 1000, but is -1"),
        pimYml(
            "value for a section",
            "serve: 8080\n",
            "pim.yml:1: serve: must be a section of interface, port, but is 8080"),
        pimYml(
            "section for a value",
            "build:\n  cpus:\n    host: 2\n",
            "pim.yml:2: build.cpus: must be a whole number from 1 to 256, but is a section"),
        pimYml(
            "port out of range",
            "temporal:\n  port: 72330\n",
            "pim.yml:2: temporal.port: must be a whole number from 1 to 65535, but is 72330"),
        pimYml(
            "address without a port",
            "temporal:\n  address: temporal.example.org\n",
            "pim.yml:2: temporal.address: must be HOST:PORT, but is \"temporal.example.org\""),
        pimYml(
            "builder for an architecture there is not",
            "build:\n  builders:\n    riscv64: any\n",
            "pim.yml:3: build.builders.riscv64: is not a setting PIM knows;"
                + " known here: arm64, x86_64"),
        pimYml(
            "everything at once",
            "build:\n  disk_size: huge\n  cpus: many\nservr:\n  port: 1\n",
            "pim.yml:2: build.disk_size: must be a size such as 20G, but is \"huge\"",
            "pim.yml:3: build.cpus: must be a whole number from 1 to 256, but is \"many\"",
            "pim.yml:4: servr: is not a setting PIM knows; did you mean serve?"),
        broken(
            "global file",
            folder -> folder.globalFile("pim.yml", "build:\n  cpus: none\n"),
            "GLOBAL/pim.yml:2: build.cpus: must be a whole number from 1 to 256, but is \"none\""));
  }

  static Stream<Case> yaml() {
    return Stream.of(
        pimYml(
            "not YAML",
            "build:\n  cpus: [1, 2\n",
            "pim.yml:3: is not YAML: expected ',' or ']', but got <stream end>"),
        pimYml(
            "unbalanced quotes",
            "build:\n  firmware: \"bios\n",
            "pim.yml:3: is not YAML: found unexpected end of stream"),
        pimYml("tabs", "build:\n\tcpus: 2\n", "pim.yml:2: must be indented with spaces, not tabs"),
        pimYml(
            "duplicate key",
            "build:\n  cpus: 2\n  memory: 2048\n  cpus: 4\n",
            "pim.yml:4: build.cpus: is set twice, first on line 2"),
        pimYml(
            "list at the root",
            "- build\n",
            "pim.yml:1: must be names and values (key: value), but is a list"),
        pimYml(
            "text at the root",
            "build\n",
            "pim.yml:1: must be names and values (key: value), but is \"build\""),
        pimYml(
            "two documents",
            "build:\n  cpus: 2\n---\nbuild:\n  cpus: 4\n",
            "pim.yml:4: must hold one YAML document, not several"),
        pimYml(
            "Ruby object",
            "build: !ruby/object:Object\n  cpus: 2\n",
            "pim.yml:1: build: has a type PIM does not read: !ruby/object:Object"),
        pimYml(
            "alias of nothing",
            "build: *base\n",
            "pim.yml:1: is not YAML: found undefined alias base"),
        pimYml(
            "key that is a list",
            "build:\n  ? [a, b]\n  : 1\n",
            "pim.yml:2: build.?: has a key that is not a name"));
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
            "profiles.d/web.yml:2: web.username: must be the name of a user: small letters,"
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
            "profiles.d/default.yml:2: default.username: must be the name of a user: small letters,"
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
