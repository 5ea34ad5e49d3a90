package io.pim.cli.erb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jruby.Ruby;
import org.jruby.RubyArray;
import org.jruby.RubyHash;
import org.jruby.RubyInstanceConfig;
import org.jruby.RubyString;
import org.jruby.RubyThread;
import org.jruby.ast.Node;
import org.jruby.embed.LocalContextScope;
import org.jruby.embed.LocalVariableBehavior;
import org.jruby.embed.ScriptingContainer;
import org.jruby.exceptions.RaiseException;
import org.jruby.javasupport.JavaUtil;
import org.jruby.runtime.builtin.IRubyObject;

/**
 * One run of a template. Each run has its own Ruby, so that templates cannot affect each other, and
 * its own thread, so that an endless template can be abandoned.
 */
final class RubyErb {
  /** Defines two functions and no other name that a template could collide with. */
  private static final String PROGRAM =
      """
      require 'erb'
      load = lambda do |template, file|
        erb = ERB.new(template, trim_mode: '-')
        erb.filename = file
        erb
      end
      # Yields text, error, line and undefined name.
      run = lambda do |erb, file, variables|
        begin
          locals = variables.select { |name, _| name.match?(/\\A[a-z_][A-Za-z0-9_]*\\z/) }
          text = erb.result_with_hash(locals)
          if text.is_a?(String)
            [text, '', 0, '']
          else
            ['', 'ends before its last line: take out the return', 0, '']
          end
        rescue Exception => e
          message = e.message.to_s
          at = (e.backtrace_locations || []).find { |location| location.path == file }
          line = at ? at.lineno : 0
          if e.is_a?(SyntaxError) && message =~ /\\A#{Regexp.escape(file)}:(\\d+):\\s*/
            line = $1.to_i
            message = $'
          end
          name = e.instance_of?(NameError) ? e.name.to_s : ''
          ['', "Ruby error: #{e.class}: #{message.lines.first.to_s.strip}", line, name]
        end
      end
      [load, run]
      """;

  private static final Duration TO_END = Duration.ofSeconds(2);

  private final String template;
  private final String file;
  private final Map<String, Object> variables;
  private final CompletableFuture<Ruby> started = new CompletableFuture<>();
  private final CompletableFuture<ErbResult> result = new CompletableFuture<>();

  /**
   * Prepares a run.
   *
   * @param file the template's name in error messages
   * @param variables plain Java values by name; names that are invalid in Ruby are left out
   */
  RubyErb(String template, String file, Map<String, Object> variables) {
    this.template = template;
    this.file = file;
    this.variables = variables;
  }

  /**
   * Runs the template.
   *
   * @param limit for the template's own code; Ruby's start-up time does not count
   */
  ErbResult run(Duration limit) {
    Thread thread = new Thread(this::runHere, "template " + file);
    thread.setDaemon(true);
    thread.start();
    try {
      Ruby ruby = started.get();
      try {
        return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return leave(ruby, limit);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Ruby does not start", e);
    } catch (InterruptedException e) {
      var unused = started.thenAccept(ruby -> ruby.getThreadService().getMainThread().kill());
      Thread.currentThread().interrupt();
      return ErbResult.failed("was interrupted", 0);
    }
  }

  /**
   * Ends an endless template. Its line must be read while it runs; after that not even its {@code
   * rescue} can continue.
   */
  private ErbResult leave(Ruby ruby, Duration limit) throws InterruptedException {
    RubyThread thread = ruby.getThreadService().getMainThread();
    int line = lineOf(thread, ruby);
    thread.kill();
    thread.getNativeThread().join(TO_END.toMillis());
    return ErbResult.failed(
        "runs for longer than " + limit.toSeconds() + " s; does it wait, or loop without an end?",
        line);
  }

  private int lineOf(RubyThread thread, Ruby ruby) {
    IRubyObject trace = thread.backtrace(ruby.getCurrentContext());
    Pattern place = Pattern.compile("^" + Pattern.quote(file) + ":(\\d+)");
    return trace.isNil()
        ? 0
        : ((List<?>) trace)
            .stream()
                .map(frame -> place.matcher(String.valueOf(frame)))
                .filter(Matcher::find)
                .findFirst()
                .map(found -> Integer.parseInt(found.group(1)))
                .orElse(0);
  }

  /**
   * Runs on the template's thread. The template may end Ruby or its thread, and that is a result as
   * well.
   */
  private void runHere() {
    ScriptingContainer container =
        new ScriptingContainer(LocalContextScope.SINGLETHREAD, LocalVariableBehavior.TRANSIENT);
    try {
      configure(container.getProvider().getRubyInstanceConfig());
      // Text that a template prints is not part of the rendering, and must not get into JSON on
      // standard output.
      container.setOutput(System.err);
      List<?> program = (List<?>) container.runScriptlet(PROGRAM);
      Ruby ruby = container.getProvider().getRuntime();
      started.complete(ruby);
      result.complete(rendered(container, ruby, program.get(0), program.get(1)));
    } catch (OutOfMemoryError e) {
      result.complete(ErbResult.failed("needs more memory than there is", 0));
    } catch (Throwable e) {
      started.completeExceptionally(e);
      result.complete(
          ErbResult.failed("ends Ruby: " + String.valueOf(e).lines().findFirst().orElse(""), 0));
    } finally {
      terminate(container);
    }
  }

  private ErbResult rendered(ScriptingContainer container, Ruby ruby, Object load, Object run) {
    IRubyObject name = ruby(ruby, file);
    Object erb = container.callMethod(load, "call", new Object[] {ruby(ruby, template), name});
    Optional<TemplateCode> code = code(ruby, container.callMethod(erb, "src", String.class));
    Optional<Map.Entry<String, Integer>> unset = code.flatMap(TemplateCode::unset);
    if (unset.isPresent()) {
      return new ErbResult("", false, "", unset.get().getValue(), unset.get().getKey());
    }
    List<?> ended =
        container.callMethod(
            run, "call", new Object[] {erb, name, ruby(ruby, variables)}, List.class);
    return new ErbResult(
        ended.get(0).toString(),
        code.map(TemplateCode::isPure).orElse(false),
        ended.get(1).toString(),
        ((Number) ended.get(2)).intValue(),
        ended.get(3).toString());
  }

  /** The parsed code; empty when it is not valid Ruby, in which case running it gives the error. */
  private Optional<TemplateCode> code(Ruby ruby, String source) {
    try {
      return ruby.getParserManager().parseEval(file, 0, source, null) instanceof Node code
          ? Optional.of(new TemplateCode(code, variables.keySet()))
          : Optional.empty();
    } catch (RaiseException syntax) {
      return Optional.empty();
    }
  }

  /** Ends Ruby. The template may have left threads, or an exit handler that fails. */
  private static void terminate(ScriptingContainer container) {
    try {
      container.terminate();
    } catch (RuntimeException e) {
      System.getLogger(RubyErb.class.getName())
          .log(System.Logger.Level.DEBUG, "Ruby did not end cleanly", e);
    }
  }

  /**
   * Turns off the compiler, because a run is too short for it to pay, and gems, because there are
   * none.
   */
  private static void configure(RubyInstanceConfig config) {
    config.setCompileMode(RubyInstanceConfig.CompileMode.OFF);
    config.setDisableGems(true);
  }

  /**
   * Converts to Ruby's own String, Array and Hash, because a template may call any of their
   * methods.
   */
  private static IRubyObject ruby(Ruby ruby, Object value) {
    if (value instanceof Map<?, ?> map) {
      RubyHash hash = RubyHash.newHash(ruby);
      map.forEach((key, entry) -> hash.fastASet(ruby(ruby, key), ruby(ruby, entry)));
      return hash;
    }
    if (value instanceof List<?> list) {
      RubyArray<?> array = RubyArray.newArray(ruby, list.size());
      list.forEach(item -> array.append(ruby(ruby, item)));
      return array;
    }
    if (value instanceof String text) {
      return RubyString.newUnicodeString(ruby, text);
    }
    return JavaUtil.convertJavaToUsableRubyObject(ruby, value);
  }
}
