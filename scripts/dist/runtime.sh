#!/bin/sh
# Makes the Java runtime for the archive that needs no Java, from this machine's JDK and for its platform.
# Usage: SOURCE_DATE_EPOCH=seconds scripts/dist/runtime.sh LIB RUNTIME
set -eu

lib=$1 runtime=$2
jlink=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}jlink") || {
  echo "jlink is missing: install a JDK (apt install openjdk-17-jdk-headless), or set JAVA_HOME" >&2
  exit 1
}
jlink=$(readlink -f "$jlink")
jdk=${jlink%/bin/jlink}

# The modules that the classes name.
used=$("$jdk/bin/jdeps" --multi-release 17 --ignore-missing-deps --recursive --print-module-deps \
  --class-path "$lib/*" "$lib/pim-cli.jar")
# Modules that are found only at run time: elliptic curves for TLS and SSH; DNS (gRPC); jar files as file systems; heap
# and threads for metrics; character sets that profiles may name.
found=jdk.crypto.ec,jdk.naming.dns,jdk.zipfs,java.management,jdk.management,jdk.charsets
rm -rf "$runtime"
"$jdk/bin/jlink" --add-modules "$used,$found" --output "$runtime" \
  --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --vm=server
# The archive of Java's own classes, on which PIM's class archive is based. It records the time of lib/modules, and Java
# refuses it if that differs: so the runtime's files in the .tar.gz get this time.
find "$runtime" -exec touch -h -d "@${SOURCE_DATE_EPOCH:?}" {} +
# Its bytes depend on the order in which Java's threads run: on one processor almost all dumps are equal, so the bytes
# that three of them have are those of everyone who makes this runtime.
archive=$runtime/lib/server/classes.jsa
processor=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
digests=
while :; do
  taskset -c "$processor" "$runtime/bin/java" -Xshare:dump -XX:+UseSerialGC -XX:SharedArchiveFile="$archive" >/dev/null
  digest=$(sha256sum <"$archive")
  digests="$digests$digest
"
  [ "$(printf %s "$digests" | grep -cxF "$digest")" -lt 3 ] || break
  [ "$(printf %s "$digests" | wc -l)" -lt 30 ] || {
    echo "no three dumps of Java's class archive are equal: is this machine overloaded?" >&2
    exit 1
  }
done
