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
 * Analyses a template's code before it runs: whether the result depends only on the variables, and
 * which instance variables are read but never set.
 *
 * <p>Only code that consists of known harmless parts counts as pure, because there are too many
 * ways to reach files, the clock, the environment and random numbers to list them.
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

  /** Harmless methods that Ruby can call without a receiver. */
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

  /** Methods of every object that are random, or that can reach other methods. */
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

  /** The last match, and the current error, which {@code rescue => e} reads. */
  private static final Set<String> LOCAL_GLOBALS = Set.of("$~", "$!");

  private final Set<String> variables;
  private final Set<String> defined = new HashSet<>();
  private final Set<String> constants = new HashSet<>(CONSTANTS);
  private final Set<String> assigned = new HashSet<>();
  private final Map<String, Integer> read = new TreeMap<>();
  private boolean pure = true;

  /**
   * Analyses the code.
   *
   * @param variables the names of the template's local variables
   */
  TemplateCode(Node code, Set<String> variables) {
    this.variables = variables;
    // Collected first, because a method may be called above its definition.
    collect(code);
    visit(code);
  }

  /** Whether the same variables always give the same text, as far as the analysis can tell. */
  boolean isPure() {
    return pure;
  }

  /** An instance variable that is read but never set: its name with the {@code @}, and its line. */
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
      // Only asks whether the variable is defined, and does not read it.
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

  /** {@code A::B}: A is examined by itself. */
  private static boolean isNested(Node node) {
    return node instanceof Colon2Node;
  }

  private static String name(INameNode node) {
    return node.getName().idString();
  }

  private static String plain(String variable) {
    return variable.replaceFirst("^@", "");
  }

  /** JRuby counts lines from 0, and ERB adds one line before the template. */
  private static int line(Node node) {
    return node.getLine();
  }
}
