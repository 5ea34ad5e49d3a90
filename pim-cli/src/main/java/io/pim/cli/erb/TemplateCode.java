package io.pim.cli.erb;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jruby.ast.CallNode;
import org.jruby.ast.ClassNode;
import org.jruby.ast.Colon2Node;
import org.jruby.ast.Colon3Node;
import org.jruby.ast.ConstDeclNode;
import org.jruby.ast.ConstNode;
import org.jruby.ast.DXStrNode;
import org.jruby.ast.DefinedNode;
import org.jruby.ast.FCallNode;
import org.jruby.ast.GlobalVarNode;
import org.jruby.ast.InstAsgnNode;
import org.jruby.ast.InstVarNode;
import org.jruby.ast.MethodDefNode;
import org.jruby.ast.Node;
import org.jruby.ast.SelfNode;
import org.jruby.ast.SuperNode;
import org.jruby.ast.SymbolNode;
import org.jruby.ast.VCallNode;
import org.jruby.ast.XStrNode;
import org.jruby.ast.ZSuperNode;
import org.jruby.ast.types.INameNode;

/**
 * What a template's code tells before it runs: whether it looks at anything but its variables, and
 * which instance variables it reads that it never sets.
 *
 * <p>Only code made of what is known to be harmless counts as looking at nothing else: the files,
 * the clock, the environment and chance can be had in more ways than a list could name.
 */
final class TemplateCode {
  private static final Set<String> CONSTANTS =
      Set.of(
          "String",
          "Array",
          "Hash",
          "Integer",
          "Float",
          "Numeric",
          "Rational",
          "Complex",
          "Symbol",
          "Regexp",
          "Range",
          "Proc",
          "NilClass",
          "TrueClass",
          "FalseClass",
          "Comparable",
          "Enumerable",
          "Math",
          "Exception");

  /** Methods that Ruby lets be called on nothing. */
  private static final Set<String> PLAIN_CALLS =
      Set.of(
          "format",
          "sprintf",
          "lambda",
          "proc",
          "raise",
          "fail",
          "loop",
          "catch",
          "throw",
          "binding",
          "block_given?",
          "nil?",
          "is_a?",
          "Integer",
          "Float",
          "String",
          "Array",
          "Hash",
          "Rational",
          "Complex");

  /** Methods of any object that are chance, or ways to all the others. */
  private static final Set<String> DOUBTFUL_METHODS =
      Set.of(
          "send",
          "__send__",
          "public_send",
          "method",
          "public_method",
          "instance_method",
          "singleton_method",
          "methods",
          "const_get",
          "const_missing",
          "eval",
          "instance_eval",
          "instance_exec",
          "class_eval",
          "class_exec",
          "module_eval",
          "module_exec",
          "irb",
          "hash",
          "object_id",
          "__id__",
          "shuffle",
          "shuffle!",
          "sample",
          "rand",
          "instance_variable_set",
          "source_location");

  /** The last match, and the error at hand, which {@code rescue => e} reads. */
  private static final Set<String> LOCAL_GLOBALS = Set.of("$~", "$!");

  private final Set<String> variables;
  private final Set<String> defined = new HashSet<>();
  private final Set<String> constants = new HashSet<>(CONSTANTS);
  private final Set<String> assigned = new HashSet<>();
  private final Map<String, Integer> read = new TreeMap<>();
  private boolean pure = true;

  /**
   * Reads code.
   *
   * @param variables the names of the template's local variables
   */
  TemplateCode(Node code, Set<String> variables) {
    this.variables = variables;
    // A method may be called above its definition.
    collect(code);
    visit(code);
  }

  /** Whether the same variables always yield the same text, as far as can be told. */
  boolean isPure() {
    return pure;
  }

  /** An instance variable that is read and never set, by its name with the {@code @}. */
  Optional<Map.Entry<String, Integer>> unset() {
    return read.entrySet().stream()
        .filter(entry -> !assigned.contains(entry.getKey()))
        .map(entry -> Map.entry("@" + entry.getKey(), entry.getValue()))
        .findFirst();
  }

  private void collect(Node node) {
    if (node instanceof MethodDefNode method) {
      defined.add(name(method));
    } else if (node instanceof ConstDeclNode constant) {
      constants.add(name(constant));
    } else if (node instanceof ClassNode type) {
      constants.add(name(type.getCPath()));
    } else if (node instanceof InstAsgnNode variable) {
      assigned.add(plain(name(variable)));
    }
    node.childNodes().stream().filter(child -> child != null).forEach(this::collect);
  }

  private void visit(Node node) {
    if (node instanceof DefinedNode) {
      // It asks whether there is such a thing, and reads nothing.
      return;
    }
    if (node instanceof InstVarNode variable) {
      read.merge(plain(name(variable)), line(node), Math::min);
    }
    pure = pure && isHarmless(node);
    node.childNodes().stream().filter(child -> child != null).forEach(this::visit);
  }

  private boolean isHarmless(Node node) {
    if (node instanceof ConstNode || node instanceof Colon3Node) {
      String name = name((INameNode) node);
      return constants.contains(name) || name.endsWith("Error") || isNested(node);
    }
    if (node instanceof FCallNode || node instanceof VCallNode) {
      return isHarmlessCall(name((INameNode) node));
    }
    if (node instanceof CallNode call) {
      return !DOUBTFUL_METHODS.contains(name(call))
          && (!(call.getReceiverNode() instanceof SelfNode) || isHarmlessCall(name(call)));
    }
    if (node instanceof SymbolNode symbol) {
      return !DOUBTFUL_METHODS.contains(name(symbol));
    }
    if (node instanceof GlobalVarNode global) {
      return LOCAL_GLOBALS.contains(name(global));
    }
    return !(node instanceof XStrNode
        || node instanceof DXStrNode
        || node instanceof SuperNode
        || node instanceof ZSuperNode);
  }

  private boolean isHarmlessCall(String name) {
    return variables.contains(name) || defined.contains(name) || PLAIN_CALLS.contains(name);
  }

  /** {@code A::B}: A is looked at by itself. */
  private static boolean isNested(Node node) {
    return node instanceof Colon2Node;
  }

  private static String name(INameNode node) {
    return node.getName().idString();
  }

  private static String plain(String variable) {
    return variable.replaceFirst("^@", "");
  }

  /** JRuby counts from 0, and ERB puts one line before the template's. */
  private static int line(Node node) {
    return node.getLine();
  }
}
