package io.pim.cli.erb;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.jruby.Ruby;
import org.jruby.ast.Node;
import org.jruby.embed.LocalContextScope;
import org.jruby.embed.ScriptingContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Ruby process for all: nothing is executed here. */
class TemplateCodeTest {
  private static ScriptingContainer container;
  private static Object compiler;

  @BeforeAll
  static void startRuby() {
    container = new ScriptingContainer(LocalContextScope.SINGLETHREAD);
    compiler = container.runScriptlet("require 'erb'; ->(t) { ERB.new(t, trim_mode: '-').src }");
  }

  @AfterAll
  static void endRuby() {
    container.terminate();
  }

  private static TemplateCode read(String template) {
    String source = container.callMethod(compiler, "call", template, String.class);
    Ruby ruby = container.getProvider().getRuntime();
    Node code = (Node) ruby.getParserManager().parseEval("t", 0, source, null);
    return new TemplateCode(code, Set.of("hostname", "packages", "ratio", "http_proxy", "sysctl"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<%= ENV['HOME'] %>",
        "<%= ::ENV.fetch('HOME') %>",
        "<%= File.read('/etc/hostname') %>",
        "<%= IO.readlines('/etc/hostname') %>",
        "<%= open('/etc/hostname').read %>",
        "<%= `hostname` %>",
        "<%= %x(hostname) %>",
        "<%= Time.now.year %>",
        "<%= Process.pid %>",
        "<%= rand %>",
        "<%= self.rand %>",
        "<%= Random.rand %>",
        "<%= Kernel.rand %>",
        "<%= [1, 2].shuffle %>",
        "<%= %w[a b].sample %>",
        "<%= send(:rand) %>",
        "<%= ''.instance_eval { rand } %>",
        "<%= Object.const_get('ENV')['HOME'] %>",
        "<%= ''.class.const_get(:ENV)['HOME'] %>",
        "<%= eval('rand') %>",
        "<%= binding.eval('rand') %>",
        "<%= method(:rand).call %>",
        "<%= [''].map(&:object_id) %>",
        "<%= ''.hash %>",
        "<%= $PROGRAM_NAME %>",
        "<%= $$ %>",
        "<%= __dir__ %>",
        "<%= Dir.pwd %>",
        "<%= java.lang.System.getenv('HOME') %>",
        "<%= require 'date'; Date.today.year %>",
        "<%= hostname + \"#{ENV['HOME']}\" %>",
        "<% x = 1 if false; x ||= Time.now.year %><%= x %>",
        "<% def now = Time.now.year %><%= now %>",
        "<% packages.each do |p| %><%= p + rand.to_s %><% end %>",
      })
  void isNotPure(String template) {
    assertFalse(read(template).isPure());
  }

  @Test
  void isPureIfItOnlyReadsVariables() {
    for (String template :
        """
        <%- join = ->(list) { list.map(&:upcase).join(' ') } -%><%= join.(packages) %>
        <% def twice(x) = x * 2 %><%= twice(hostname) %>
        <%= format('%05.2f', ratio) %> <%= Integer('1') %> <%= http_proxy&.length.inspect %>
        <% begin; Integer('x'); rescue ArgumentError => e %>bad: <%= e.class %><% end %>
        <%= hostname =~ /(\\d)/ ? $1 : $~ %> <%= [*'a'..'e'].each_slice(2).to_a * ',' %>
        <% @set = 1 %><%= @set %> <%= binding.local_variable_defined?(:hostname) %>
        <%= sysctl.sort.to_h.map { |k, v| "#{k} = #{v}" }.first %> <%= Float::INFINITY %>
        <% case ratio when Float %>float<% else %>other<% end %> <%= defined?(ENV) %>
        """
            .lines()
            .toList()) {
      assertTrue(read(template).isPure(), template);
    }
  }
}
