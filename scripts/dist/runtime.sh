#!/bin/sh
# Makes the Java runtime of the archive that needs no Java, of this machine's JDK and for its platform.
# Usage: SOURCE_DATE_EPOCH=seconds scripts/dist/runtime.sh LIB RUNTIME
set -eu

lib=$1 runtime=$2
jlink=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}jlink") || {
  echo "no jlink: install a JDK (apt install openjdk-17-jdk-headless), or set JAVA_HOME" >&2
  exit 1
}
jlink=$(readlink -f "$jlink")
jdk=${jlink%/bin/jlink}

# What the classes name.
used=$("$jdk/bin/jdeps" --multi-release 17 --ignore-missing-deps --recursive --print-module-deps \
  --class-path "$lib/*" "$lib/pim-cli.jar")
# What is found at run time only: elliptic curves for TLS and SSH; names and addresses by DNS (gRPC); jar files as file
# systems; the heap and threads that metrics show; character sets that profiles may name.
found=jdk.crypto.ec,jdk.naming.dns,jdk.zipfs,java.management,jdk.management,jdk.charsets
rm -rf "$runtime"
"$jdk/bin/jlink" --add-modules "$used,$found" --output "$runtime" \
  --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --vm=server
# The archive of Java's own classes. PIM's class archive is made upon it. It holds the time of lib/modules, and is refused
# for a file of another time: the archive of the runtime gives its files this one.
find "$runtime" -exec touch -h -d "@${SOURCE_DATE_EPOCH:?}" {} +
"$runtime/bin/java" -Xshare:dump -XX:+UseSerialGC >/dev/null
