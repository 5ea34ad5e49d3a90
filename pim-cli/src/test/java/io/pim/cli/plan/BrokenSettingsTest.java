package io.pim.cli.plan;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in pim.yml, and in YAML itself. */
class BrokenSettingsTest extends BrokenFolders {
  @ParameterizedTest
  @MethodSource({"settings", "yaml"})
  void reportsEachMistake(Case broken) {
    check(broken);
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
            "pim.yml:2: store.colour: is not a setting PIM knows; known here: layers_limit, url, plain_http, ca_file, layers, warm"),
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
}
