package io.pim.cli.erb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import io.pim.model.profile.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErbRendererTest {
  @TempDir Path folder;

  private final Map<String, Object> variables = new LinkedHashMap<>();

  ErbRendererTest() {
    variables.put("hostname", "wörk-1");
    variables.put("packages", List.of("curl", "sudo", "jq"));
    variables.put("sysctl", Map.of("net.ipv4.ip_forward", 1L));
    variables.put("disks", List.of(Map.of("name", "vda", "size", 20L)));
    variables.put("http_proxy", null);
    variables.put("ratio", 1.5);
    variables.put("big", new java.math.BigInteger("12345678901234567890"));
    variables.put("gui", false);
    variables.put("day", "2026-11-22");
    variables.put("password", "s3cret");
    variables.put("not-a-name", "x");
    variables.put("Constant", "x");
  }

  private String render(String template) {
    return rendering(new ErbRenderer(), template).text();
  }

  private Rendering rendering(ErbRenderer renderer, String template) {
    return renderer.render(
        new ConfigFile(Path.of("/x"), "preseeds.d/x.cfg.erb", template),
        variables,
        List.of("s3cret"));
  }

  private String error(String template) {
    return assertThrows(ConfigProblems.class, () -> render(template)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no Ruby at all\n",
        "host <%= hostname %> of <%= hostname.length %> letters\n",
        "<%# a comment %>kept\n<%% is not Ruby %%>\n",
        "<% packages.each do |p| -%>\n  - <%= p %>\n<% end -%>\nend\n",
        "<% packages.each do |p| %>\n  - <%= p %>\n<% end %>\nend\n",
        "  <%- if gui -%>\nwith\n  <%- else -%>\nwithout\n  <%- end -%>\n",
        "<%- join = ->(list) { list.join(' ') } -%>\n<%= join.(packages) %> <%= join[packages] %>\n",
        "<%= sysctl['net.ipv4.ip_forward'] + 1 %> <%= sysctl.inspect %> <%= disks[0]['name'] %>\n",
        "<%= http_proxy %>|<%= http_proxy.inspect %>|<%= http_proxy || 'none' %>\n",
        "<%= ratio %> <%= big + 1 %> <%= gui.inspect %> <%= packages.frozen? %>\n",
        "<% def twice(x) = x * 2 %><%= twice(hostname) %>\n",
        "<%= packages.map(&:upcase).sort.reverse.first(2).inspect %>\n",
        "<%= <<~TEXT\n  here\n    document\n  TEXT\n%>after\n",
        "<%= [hostname.encoding, __FILE__, __LINE__].join(' ') %>\n",
        "<%= defined?(hostname) %> <%= defined?(nothing_such).inspect %>\n",
        "<% 3.downto(1) { |i| %><%= i %>,<% } %>\r\nwindows\r\n",
        "tab\t<%= \"\\t\" -%>\nnext\n\n\n",
        "<%- [1, 2].each_with_index do |n, i| -%>\n<%= i %>:<%= n %>\n<%- end -%>\n",
        "<% unless http_proxy %>direct<% end %><%= ' proxy' if http_proxy -%>\n|\n",
        "<% case ratio when Float %>float<% else %>other<% end %>\n",
        "<%= text = +'grow'; text << 'n'; text %> <%= hostname.frozen? %> <%= 'lit'.frozen? %>\n",
        "<%= hostname.tr('-', '_').gsub(/\\d/) { |d| d.succ } %> <%= hostname[/^\\p{L}+/] %>\n",
        "<%= hostname.bytes.size %> <%= hostname.force_encoding('BINARY').valid_encoding? %>\n",
        "<%= disks.sum { |d| d['size'] } %> <%= disks[0][:name].inspect %> <%= disks[0].key?('name') %>\n",
        "<%= disks.first.transform_keys(&:to_sym)[:name] %> <%= disks.dig(0, 'none', 'x').inspect %>\n",
        "<%= day %> <%= day.class %> <%= day.split('-').map(&:to_i).inspect %>\n",
        "<%- quote = lambda do |text|\n  \"'\" + text.to_s + \"'\"\nend -%>\n<%= quote.call(hostname) %>\n",
        "<%= http_proxy.to_s.empty? ? 'none' : http_proxy %> <%= http_proxy&.length.inspect %>\n",
        "a <%# c -%>\nb <%% %> c <%= '%' + '>' %> d\n% not code\n%% nor this\n",
        "<%= packages.each_slice(2).map { |s| s.join('+') }.to_a * ',' %> <%= packages.partition { |p| p =~ /u/ } %>\n",
        "<%= require 'set'; Set.new(packages + packages).size %> <%= [*'a'..'e'].each_cons(2).count %>\n",
        "<%= sysctl.sort.to_h.map { |k, v| \"#{k} = #{v}\" }.first %> <%= sysctl.any? && !sysctl.empty? %>\n",
        "<% begin; Integer('x'); rescue ArgumentError => e %>bad: <%= e.class %><% end %>\n",
        "<% x = 5; while x > 3 %><%= x -= 1 %> <% end -%>\n   <%- x = 0 %>\nend\n",
        "<%= big.class %> <%= (ratio * 2).to_i %> <%= 7.fdiv(2).round(1) %> <%= -7 / 2 %> <%= 10.to_s(2) %>\n",
        "<%= format('%05.2f %s', ratio, hostname.unpack('U*').sum) %>",
      })
  void rendersAsRubyDoes(String template) throws IOException, InterruptedException {
    assertEquals(
        RealRuby.render(folder, template, "preseeds.d/x.cfg.erb", variables), render(template));
  }

  @Test
  void oneTemplateCannotChangeAnother() {
    render("<% def helper = 1 %><% $left = 1 %><% class String; def helper = 2; end %>");
    assertEquals(
        "nil nil", render("<%= defined?(helper).inspect %> <%= defined?($left).inspect %>"));
    assertFalse(render("<%= ''.respond_to?(:helper) %>").equals("true"));
  }

  @Test
  void namesAnUndefinedName() {
    assertEquals(
        "preseeds.d/x.cfg.erb:3: uses 'hostnam', which no setting defines;"
            + " did you mean hostname?",
        error("a\nb\n<%= hostnam %>\n"));
    assertEquals(
        "preseeds.d/x.cfg.erb:1: uses 'wifi_network', which no setting defines;"
            + " set it in the profile",
        error("<%= wifi_network %>"));
  }

  @Test
  void namesTheLineOfAnErrorWithinAHelper() {
    assertEquals(
        "preseeds.d/x.cfg.erb:2: Ruby error: ArgumentError: not a number",
        error(
            "<% check = lambda { |x|\n  raise ArgumentError, 'not a number'\n} %>\n\n<%= check.(1) %>"));
  }

  @Test
  void hidesSecretsInErrors() {
    assertEquals(
        "preseeds.d/x.cfg.erb:1: Ruby error: ArgumentError: invalid value for Integer():"
            + " \"[secret]\"",
        error("<%= Integer(password) %>"));
  }

  /** Every attack of a template on Ruby leads to an error with its file and line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit",
        "exit 3",
        "exit!",
        "abort 'no'",
        "raise SystemExit",
        "raise Interrupt",
        "raise SignalException, 'TERM'",
        "raise NoMemoryError",
        "raise ScriptError, 'x'",
        "raise Exception",
        "raise NotImplementedError",
        "require 'no/such/thing'",
        "load 'none.rb'",
        "throw :up",
        "def deep = deep\n deep",
        "Fiber.yield",
        "return",
        "raise Class.new(StandardError) { def message = raise('again') }",
        "raise java.lang.Error.new('x')",
        "raise java.lang.OutOfMemoryError.new('x')",
        "Thread.exit",
        "Thread.current.kill",
        "1 +",
        "next",
        "break",
        "end",
        "hostname.force_encoding('BINARY') + \"\\u00fc\"",
        "nil.upcase",
        "1 / 0",
      })
  void reportsAnErrorOfTheTemplate(String code) {
    String error = error("one\n<% " + code + " %>\nthree\n");
    assertTrue(error.matches("(?s)preseeds\\.d/x\\.cfg\\.erb(:[1-4])?: [^\\n]+"), error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "abort 'no'", "raise Interrupt", "throw :up", "require 'none'"})
  void namesTheLineThatEndsRuby(String code) {
    assertTrue(error("one\n<% " + code + " %>\n").startsWith("preseeds.d/x.cfg.erb:2: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loop {}",
        "while true; end",
        "sleep",
        "begin; sleep; rescue Exception; retry; end",
        "loop { begin; loop {}; rescue Exception; end }",
        "Queue.new.pop",
        "text = 'a'; loop { text += 'a' }",
        "begin; loop {}; ensure; loop {}; end",
        "('a' * 90 + 'bc') =~ /\\A(a|aa)+c/"
      })
  void stopsAnEndlessTemplate(String code) {
    String error = errorAfter(Duration.ofMillis(1500), code);
    // A busy host may need longer than a short limit to reach that line.
    for (int seconds = 3; !error.contains(":3: runs for longer") && seconds < 60; seconds *= 2) {
      error = errorAfter(Duration.ofSeconds(seconds), code);
    }
    assertTrue(
        error.matches("(?s)preseeds\\.d/x\\.cfg\\.erb:3: runs for longer than \\d+ s.*"), error);
  }

  private String errorAfter(Duration limit, String code) {
    ErbRenderer impatient = new ErbRenderer(limit);
    return assertThrows(
            ConfigProblems.class, () -> rendering(impatient, "one\n\n<% " + code + " %>\n"))
        .getMessage();
  }

  @Test
  void reportsWhichRenderingsMayBeKept() {
    assertTrue(rendering(new ErbRenderer(), "<%= hostname %>").lasting());
    assertFalse(rendering(new ErbRenderer(), "<%= hostname %> <%= Time.now.year %>").lasting());
  }

  /** Placeholders of other tools' templates, which would render as nothing. */
  @Test
  void instanceVariablesAreNotSettings() {
    assertEquals(
        "preseeds.d/x.cfg.erb:2: uses '@hostname', which no setting defines;"
            + " settings are written without @: hostname",
        error("a\n<%= @hostname %>\n"));
    assertEquals(
        "preseeds.d/x.cfg.erb:1: uses '@mirror', which no setting defines;"
            + " settings are written without @, and none is called mirror",
        error("<% if @mirror %>x<% end %>\n<%= @mirror.length %>"));
    assertEquals("1 ", render("<% @a ||= 1 %><%= @a %> <%= defined?(@b) %>"));
  }
}
