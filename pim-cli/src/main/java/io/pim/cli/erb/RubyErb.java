package io.pim.cli.erb;

import java.util.List;
import java.util.Map;
import org.jruby.Ruby;
import org.jruby.RubyArray;
import org.jruby.RubyHash;
import org.jruby.RubyInstanceConfig;
import org.jruby.RubyString;
import org.jruby.embed.LocalContextScope;
import org.jruby.embed.LocalVariableBehavior;
import org.jruby.embed.ScriptingContainer;
import org.jruby.javasupport.JavaUtil;
import org.jruby.runtime.builtin.IRubyObject;

/**
 * The one class that knows JRuby. Each run has a Ruby of its own, so that what one template defines
 * cannot change another.
 */
final class RubyErb {
  /** Yields text, error, line and undefined name; says nothing of what a name in Ruby may be. */
  private static final String PROGRAM =
      """
      require 'erb'
      lambda do |template, file, variables|
        begin
          locals = variables.select { |name, _| name.match?(/\\A[a-z_][A-Za-z0-9_]*\\z/) }
          erb = ERB.new(template, trim_mode: '-')
          erb.filename = file
          [erb.result_with_hash(locals), '', 0, '']
        rescue Exception => e
          message = e.message.to_s
          at = (e.backtrace_locations || []).find { |location| location.path == file }
          line = at ? at.lineno : 0
          if e.is_a?(SyntaxError) && message =~ /\\A#{Regexp.escape(file)}:(\\d+):\\s*/
            line = $1.to_i
            message = $'
          end
          name = e.instance_of?(NameError) ? e.name.to_s : ''
          ['', "#{e.class}: #{message.lines.first.to_s.strip}", line, name]
        end
      end
      """;

  /**
   * Runs a template.
   *
   * @param file its name in error messages
   * @param variables plain Java values by name; names that cannot be Ruby's are left out
   */
  ErbResult run(String template, String file, Map<String, Object> variables) {
    ScriptingContainer container =
        new ScriptingContainer(LocalContextScope.SINGLETHREAD, LocalVariableBehavior.TRANSIENT);
    try {
      configure(container.getProvider().getRubyInstanceConfig());
      // What a template prints is no part of it, and must not get into JSON on standard output.
      container.setOutput(System.err);
      Object program = container.runScriptlet(PROGRAM);
      Ruby ruby = container.getProvider().getRuntime();
      List<?> result =
          container.callMethod(
              program,
              "call",
              new Object[] {ruby(ruby, template), ruby(ruby, file), ruby(ruby, variables)},
              List.class);
      return new ErbResult(
          result.get(0).toString(),
          result.get(1).toString(),
          ((Number) result.get(2)).intValue(),
          result.get(3).toString());
    } finally {
      container.terminate();
    }
  }

  /** A run is short: to compile costs more than it saves, and there are no gems to look for. */
  private static void configure(RubyInstanceConfig config) {
    config.setCompileMode(RubyInstanceConfig.CompileMode.OFF);
    config.setDisableGems(true);
  }

  /** Ruby's own String, Array and Hash, for a template may call any of their methods. */
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
