package io.pim.cli.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;

/** The calls that write, rename, link or lock a file, and the few classes that may make them. */
final class BareFileCalls {
  /** The owners, and the other classes with the reason why their files need not be durable. */
  static final Map<String, String> ALLOWED =
      Map.ofEntries(
          Map.entry("io.pim.model.files.DurableFile", "the one way to write"),
          Map.entry("io.pim.model.files.LockChannel", "the one lock"),
          Map.entry("io.pim.host.build.BuildLog", "appends to a log"),
          Map.entry("io.pim.cli.temporal.ServiceLog", "opens a log to read"),
          Map.entry("io.pim.worker.BoundedLog", "puts a log's end aside while others append to it"),
          Map.entry("io.pim.model.files.FileTail", "opens a channel to read"),
          Map.entry("io.pim.tools.qemu.ConsoleFile", "shortens a file that QEMU appends to"),
          Map.entry("io.pim.tools.qemu.OwnDisk", "a copy for one use, removed after it"),
          Map.entry("io.pim.tools.fetch.PartWriter", "a download's part, forced at its end"),
          Map.entry("io.pim.tools.oci.BlobDownload", "a blob's part, forced at its end"),
          Map.entry("io.pim.tools.fetch.LocalFetch", "a copy or link to be moved when verified"),
          Map.entry("io.pim.host.ventoy.IsoCopy", "a part to be moved when it is whole"),
          Map.entry("io.pim.host.image.ImageExport", "a part to be moved when it is whole"),
          Map.entry("io.pim.host.deploy.folder.ImageCopy", "a part to be moved when it is whole"),
          Map.entry("io.pim.tools.aws.BlockRecord", "appends; a damaged entry matches no block"),
          Map.entry("io.pim.cli.plan.ChecksumLists", "a draft to be moved when verified"),
          Map.entry("io.pim.cli.temporal.Download", "an archive to be verified and unpacked"),
          Map.entry("io.pim.cli.temporal.TarMember", "a draft that ToolInstall moves"),
          Map.entry("io.pim.tools.iso9660.IsoImage", "opens a channel to read"),
          Map.entry("io.pim.tools.qemu.HostAccelerators", "opens a device to see if it may"));

  private static final Set<String> OF_FILES =
      Set.of(
          "move",
          "write",
          "writeString",
          "newOutputStream",
          "newByteChannel",
          "newBufferedWriter",
          "createLink");

  static final DescribedPredicate<JavaAccess<?>> BARE =
      DescribedPredicate.describe(
          "writes, renames, links or locks a file by itself", type -> isBare(type));

  static final DescribedPredicate<JavaClass> UNLISTED =
      DescribedPredicate.describe("are not listed in BareFileCalls", type -> !isListed(type));

  private BareFileCalls() {}

  private static boolean isListed(JavaClass type) {
    return ALLOWED.containsKey(outermost(type));
  }

  static String outermost(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static boolean isBare(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    JavaClass owner = target.getOwner();
    String name = target.getName();
    if (owner.isEquivalentTo(Files.class)) {
      return OF_FILES.contains(name) || (name.equals("copy") && !isCopyToStream(target));
    }
    if (owner.isEquivalentTo(FileChannel.class)) {
      return Set.of("open", "lock", "tryLock").contains(name);
    }
    if (owner.isEquivalentTo(HttpResponse.BodySubscribers.class)
        || owner.isEquivalentTo(HttpResponse.BodyHandlers.class)) {
      return name.startsWith("ofFile");
    }
    return name.equals("<init>")
        && (owner.isEquivalentTo(FileOutputStream.class)
            || owner.isEquivalentTo(FileWriter.class)
            || owner.isEquivalentTo(RandomAccessFile.class));
  }

  private static boolean isCopyToStream(AccessTarget target) {
    return target instanceof AccessTarget.CodeUnitAccessTarget unit
        && unit.getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(OutputStream.class));
  }
}
