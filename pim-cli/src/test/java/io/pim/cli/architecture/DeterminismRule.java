package io.pim.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Forbids calls in workflow code whose result differs in a replay: time, random numbers, threads,
 * and queries of the machine. It follows calls into PIM's other code, which may make all these
 * calls if no workflow uses it.
 */
final class DeterminismRule {
  private static final String PIM = "io.pim.";

  private static final Pattern FORBIDDEN =
      Pattern.compile(
          // Complete classes and packages.
          "java\\.io\\.(File|Random|Console)[^#]*#.*"
              + "|java\\.nio\\.(file\\.(Files|FileSystems?|WatchService)|channels\\.[^#]*)#.*"
              + "|java\\.net\\..*"
              + "|java\\.security\\.SecureRandom#.*"
              + "|java\\.util\\.(\\w*Random|Timer\\w*|ServiceLoader)#.*"
              + "|java\\.util\\.random\\..*"
              + "|java\\.util\\.concurrent\\..*"
              + "|java\\.lang\\.(Thread\\w*|InheritableThreadLocal|Process\\w*|Runtime)#.*"
              + "|java\\.lang\\.management\\..*"
              + "|java\\.time\\.(Clock|InstantSource)#.*"
              // Single members.
              + "|java\\.lang\\.System#(?!arraycopy$).*"
              + "|java\\.lang\\.(Integer#getInteger|Long#getLong|Boolean#getBoolean)"
              + "|java\\.lang\\.(Strict)?Math#random"
              + "|java\\.lang\\.Object#(wait|notify|notifyAll)"
              + "|java\\.time\\.[^#]*#now"
              + "|java\\.time\\.ZoneId#systemDefault"
              + "|java\\.util\\.UUID#randomUUID"
              + "|java\\.util\\.(Locale|TimeZone)#getDefault"
              + "|java\\.util\\.Calendar#getInstance"
              + "|java\\.util\\.Date#<init>\\(\\)"
              + "|java\\.util\\.Collections#shuffle"
              + "|java\\.util\\.[^#]*#(parallelStream|parallel)"
              + "|java\\.nio\\.charset\\.Charset#defaultCharset");

  private DeterminismRule() {}

  static ArchRule of(String packages) {
    return classes().that().resideInAPackage(packages).should(beDeterministic());
  }

  static ArchCondition<JavaClass> beDeterministic() {
    return new ArchCondition<>("do nothing that a replay would do otherwise") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getCodeUnits().forEach(unit -> follow(unit, events));
      }
    };
  }

  private static void follow(JavaCodeUnit start, ConditionEvents events) {
    if (start.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
      violated(start, start.getFullName() + " is synchronized", events);
    }
    Set<JavaCodeUnit> seen = new HashSet<>(Set.of(start));
    Deque<JavaCodeUnit> left = new ArrayDeque<>(seen);
    while (!left.isEmpty()) {
      JavaCodeUnit unit = left.remove();
      accesses(unit)
          .forEach(
              access -> {
                if (isForbidden(access.getTarget())) {
                  violated(start, "for " + start.getFullName() + ": " + access, events);
                }
                ofPim(access).filter(seen::add).ifPresent(left::add);
              });
    }
  }

  private static Stream<JavaAccess<?>> accesses(JavaCodeUnit unit) {
    return Stream.of(
            unit.getAccessesFromSelf(),
            unit.getMethodReferencesFromSelf(),
            unit.getConstructorReferencesFromSelf())
        .flatMap(Set::stream);
  }

  private static boolean isForbidden(AccessTarget target) {
    String member = target.getOwner().getFullName() + "#" + target.getName();
    boolean bare =
        target instanceof AccessTarget.CodeUnitAccessTarget unit
            && unit.getRawParameterTypes().isEmpty();
    return FORBIDDEN.matcher(member).matches()
        || (bare && FORBIDDEN.matcher(member + "()").matches());
  }

  private static Optional<JavaCodeUnit> ofPim(JavaAccess<?> access) {
    return access
        .getTarget()
        .resolveMember()
        .filter(JavaCodeUnit.class::isInstance)
        .map(JavaCodeUnit.class::cast)
        .filter(unit -> unit.getOwner().getPackageName().startsWith(PIM));
  }

  private static void violated(JavaCodeUnit by, String what, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(by, what));
  }
}
