package io.pim.tools.aws.fake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The contents of the account, by region. */
public final class Cloud {
  static final String ACCOUNT = "123456789012";

  /** One region of the account. */
  public static final class Region {
    final Map<String, Snap> snapshots = new ConcurrentHashMap<>();
    final Map<String, Ami> images = new TreeMap<>();
    final Map<String, ImportJob> imports = new TreeMap<>();
    final Map<String, Machine> machines = new TreeMap<>();
    final Map<String, Map.Entry<Params, String>> tokens = new TreeMap<>();

    /** Lowest id first, which is the oldest. */
    public List<Snap> snapshots() {
      return new TreeMap<>(snapshots).values().stream().toList();
    }

    public List<Ami> images() {
      return List.copyOf(images.values());
    }

    public List<ImportJob> imports() {
      return List.copyOf(imports.values());
    }

    /** All instances, including terminated ones. */
    public List<Machine> machines() {
      return List.copyOf(machines.values());
    }

    /** The number of instances that cost money. */
    public long running() {
      return machines.values().stream().filter(Machine::isThere).count();
    }
  }

  private final Path folder;
  private final Map<String, Region> regions = new TreeMap<>();
  private final Map<String, String> optIn = new TreeMap<>();
  private final AtomicLong blocks = new AtomicLong();
  private int ids;
  private int looks = 1;
  private int hiddenLooks;
  private boolean publicAccessBlocked = true;
  private final Map<String, Bucket> buckets = new TreeMap<>();
  private final Map<String, String> roles = new ConcurrentHashMap<>();
  private final Set<String> subnets = ConcurrentHashMap.newKeySet();
  private Machine.Boot boot = Machine.Boot.WELL;
  private Optional<Refusal> refusedLaunch = Optional.empty();

  Cloud(Path folder) {
    this.folder = folder;
    for (String name : List.of("eu-central-1", "us-east-1")) {
      regions.put(name, new Region());
      optIn.put(name, "opt-in-not-required");
    }
    optIn.put("af-south-1", "not-opted-in");
    addBucket("images", "eu-central-1", false);
    addBucket("images-us", "us-east-1", false);
    roles.put("vmimport", "vmie.amazonaws.com");
    subnets.add("subnet-0123456789abcdef0");
  }

  /** The regions that the account may use, by name. */
  Map<String, Region> regions() {
    return Map.copyOf(regions);
  }

  public Region region(String name) {
    Region region = regions.get(name);
    if (region == null) {
      throw new Refusal(401, "AuthFailure", "The region " + name + " is not enabled");
    }
    return region;
  }

  /** Makes everything take this many more queries until it is done. */
  public void takeLonger(int moreLooks) {
    looks = moreLooks;
  }

  /** Sets the number of listings that lack a new resource: EC2 is eventually consistent. */
  public void hideNew(int forLooks) {
    hiddenLooks = forLooks;
  }

  /** Whether the account allows public images. */
  public void blockPublicAccess(boolean blocked) {
    publicAccessBlocked = blocked;
  }

  /** Makes a bucket. */
  public Bucket addBucket(String name, String region, boolean keepsVersions) {
    Bucket bucket = new Bucket(name, region, keepsVersions, folder.resolve("s3").resolve(name));
    buckets.put(name, bucket);
    return bucket;
  }

  public Map<String, Bucket> buckets() {
    return buckets;
  }

  /** The roles of the account, each with the service that may assume it. */
  public Map<String, String> roles() {
    return roles;
  }

  Set<String> subnets() {
    return subnets;
  }

  /** From now on, instances boot like this. */
  public void bootsLike(Machine.Boot its) {
    boot = its;
  }

  Machine.Boot boot() {
    return boot;
  }

  /** From now on, EC2 refuses launches. */
  public void refuseLaunches(Refusal refusal) {
    refusedLaunch = Optional.of(refusal);
  }

  Optional<Refusal> refusedLaunch() {
    return refusedLaunch;
  }

  boolean publicAccessBlocked() {
    return publicAccessBlocked;
  }

  Map<String, String> optIn() {
    return optIn;
  }

  int looks() {
    return looks;
  }

  int hiddenLooks() {
    return hiddenLooks;
  }

  void countBlock() {
    blocks.incrementAndGet();
  }

  /** The number of blocks received so far for all snapshots; repeated ones count twice. */
  long blocksReceived() {
    return blocks.get();
  }

  String newId(String prefix) {
    return prefix + "-" + String.format("%017x", ++ids);
  }

  Path disk(String region, String snapshot) {
    return folder.resolve(region).resolve(snapshot + ".raw");
  }
}
