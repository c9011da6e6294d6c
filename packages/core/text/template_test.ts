// What templates show, by Jinja's own word (test/fixtures/jinja.py), and what is refused instead, by its name.
import { Schema } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { template } from "./template.ts"

const Cases = Schema.Struct({
  given: Schema.Record(Schema.String, Schema.Unknown),
  cases: Schema.Array(Schema.Struct({ template: Schema.String, text: Schema.NullOr(Schema.String) })),
})
const file = new URL("../../../test/fixtures/jinja.json", import.meta.url)
const { given, cases } = Schema.decodeUnknownSync(Cases)(JSON.parse(readFileSync(file, "utf8")))

/** What Jinja has and this library has not: by the name of what is refused. */
const refusals: Readonly<Record<string, string>> = {
  "{{ 1e3 }}": "CloseExpression",
  "{{ 1e2|tojson }}": "CloseExpression",
  "{{ (1,) * 2 }}": "CloseParen",
  "{{ (1,) + (2,) }}": "CloseParen",
  "{{ (1,) }}": "CloseParen",
  '{{ ("a",) }}': "CloseParen",
  "{{ () }}": "CloseParen",
  "{{ args.items() }}": "showing a view as text",
  '{{ "\\U0001f600b"[1] }}': "escaped character: U",
  '{{ "\\U0001f600" < "\\uff5e" }}': "escaped character: U",
  '{{ "<\'\\u00e9\\U0001f600\\x7f"|tojson }}': "escaped character: U",
  '{{ "\\U0001f600\\x7f"|tojson(ensure_ascii=true) }}': "escaped character: U",
  '{{ words|sort(attribute="x") }}': 'the attribute "x" is undefined',
  '{{ "a" == "a" == true }}': 'the comparison of a comparison, "==" and "=="',
  "{{ self.x }}": '"self" is undefined',
  '{{ "%.2f"|format(1.5) }}': 'the filter "format"',
  '{{ "a b"|wordcount }}': 'the filter "wordcount"',
  '{{ "<"|escape }}': 'the filter "escape"',
  '{{ "a"|center(5) }}': 'the filter "center"',
  "{{ n|round }}": 'the filter "round"',
  "{{ [1,2]|batch(1)|list }}": 'the filter "batch"',
  '{{ "%s" % 1 }}': 'by "%"',
  '{{ "{}".format(1) }}': 'the method "format" of a text',
  '{{ "7".zfill(3) }}': 'the method "zfill" of a text',
  '{{ "a".isdigit() }}': 'the method "isdigit" of a text',
  "{% raw %}{{ x }}{% endraw %}": 'the statement "raw"',
  "{% with a = 1 %}{{ a }}{% endwith %}": "with",
  "{% block a %}{% endblock %}": "block",
}

describe("a template shows what Jinja shows, or is refused", () => {
  it("of many", () => expect(cases.length).toBeGreaterThan(450))
  it.each(cases)("$template", ({ template: text, text: expected }) => {
    const show = () => template(text, "a test")(given)
    const refusal = refusals[text]
    if (refusal !== undefined) expect(show).toThrow(refusal)
    else if (expected === null) expect(show).toThrow(/^Cannot (read|fill in) the template of a test: \S/)
    else expect(show()).toBe(expected)
  })

  it("has no refusal that stands for nothing", () => {
    const known = new Map(cases.map(({ template, text }) => [template, text]))
    for (const refused of Object.keys(refusals)) expect(known.get(refused)).toEqual(expect.any(String))
  })
})

it.each([
  ["{{ n is escaped 1 }}", 'the test "escaped" is not supported'],
  ["{{ n is not filter('upper') }}", 'the test "filter" is not supported'],
  ["{{ n is in [1, 2 }}", '"{{" in line 1 has no "}}"'],
  ["{{ n is weird }}", 'the test "weird"'],
  ["{% if false %}{{ n|pprint }}{% endif %}", 'the filter "pprint"'],
  ["{% if false %}{{ 1 < n < 3 }}{% endif %}", 'the comparison of a comparison, "<" and "<"'],
  ["{{ [n == 1 == true] }}", 'the comparison of a comparison, "==" and "=="'],
  ["{% for x in [1] if x in [1] not in [2] %}{% endfor %}", 'the comparison of a comparison, "in" and "in"'],
  ["{% set x|upper %}a{% endset %}", 'the statement "set" of a FilterExpression'],
  ["{% if n %}", "a statement or an expression of it has no end"],
  ["{% for x in [1] %}{{ x }}", "a statement or an expression of it has no end"],
  ["a\n{% if n", '"{%" in line 2 has no "%}"'],
  ["{# a", '"{#" in line 1 has no "#}"'],
])("is refused before it is filled in: %s", (text, why) => {
  expect(() => template(text, "x.jinja")).toThrow(/^Cannot read the template of x.jinja: /)
  expect(() => template(text, "x.jinja")).toThrow(why)
})

const loops = "{% for a in range(100000) %}{% for b in range(100000) %}"
it.each([
  ["a loop in a loop", `${loops}{% endfor %}{% endfor %}`, "steps"],
  ["text in a loop in a loop", `${loops}${"x".repeat(2000)}{% endfor %}{% endfor %}`, "letters"],
  ["a macro that calls itself", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "expressions stand in one another"],
  ["a text times a billion", '{{ "x" * 1000000000 }}', "letters"],
  ["a list times a billion", "{{ ([1] * 1000000000)|length }}", "steps"],
  [
    "a text that is doubled",
    "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
    "letters",
  ],
  [
    "a list that is doubled",
    "{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    "steps",
  ],
  [
    "a list in a list in a list",
    "{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.t }}",
    "letters",
  ],
  [
    "a list in a list, a hundred thousand times",
    "{% set ns = namespace(t=[]) %}{% for i in range(99999) %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.t }}",
    "too deep",
  ],
  [
    "the same as JSON",
    "{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.t|tojson }}",
    "letters",
  ],
  [
    "the same, compared",
    "{% set a = namespace(t=[1]) %}{% set b = namespace(t=[1]) %}{% for i in range(99) %}{% set a.t = [a.t, a.t] %}{% set b.t = [b.t, b.t] %}{% endfor %}{{ a.t == b.t }}",
    "steps",
  ],
  ["a long range", "{{ range(1000000)|length }}", "range has more than 100000 items"],
  ["a wide indent", '{{ "a\nb"|indent(1000000000, true) }}', "letters"],
  ["a wide indent of JSON", "{{ [1]|tojson(indent=1000000000) }}", "letters"],
  ["a replacement", `{% set a = "a" * 10000 %}{{ a.replace("a", a) }}`, "letters"],
  ["a text joined by a long one", `{% set a = "a" * 10000 %}{{ a|join(a) }}`, "letters"],
  [
    "what is read again and again",
    `{% set a = "a" * 1000000 %}{% for i in range(100) %}{% if "b" in a %}{% endif %}{% endfor %}`,
    "letters",
  ],
])("ends where it costs too much: %s", (_, text, why) => {
  const show = template(text, '"m/chat_template.jinja"')
  expect(() => show({})).toThrow(/^Cannot fill in the template of "m\/chat_template.jinja": /)
  expect(() => show({})).toThrow(why)
}, 20_000)

it.each([
  ["a large text", "x".repeat(2 ** 20 + 1)],
  ["tests in tests", `{{ ${"a is eq(".repeat(50_000)}${")".repeat(50_000)} }}`],
  ["tests in tests, of a tag that is not too large", `{{ ${"a is eq(".repeat(7_000)}${")".repeat(7_000)} }}`],
  ["brackets in brackets", `{{ ${"(".repeat(100_000)} }}`],
  ["blocks in blocks", "{% if a %}".repeat(50_000)],
])("ends where it is too large: %s", (_, text) => {
  expect(() => template(text, "x.jinja")).toThrow(/^Cannot read the template of x.jinja: \S/)
}, 20_000)

it("is read in a time that grows with its length, whatever it is", () => {
  for (const unit of [" ", "\n", "} ", "{ ", "{%- if a -%} {%- endif -%}", "{# #}\n", "{{- a -}} "]) {
    const text = unit.repeat(2 ** 19 / unit.length)
    expect(template(text, "x.jinja")({}).length).toBeLessThanOrEqual(text.length)
  }
}, 20_000)

it("fills in a long chat", () => {
  const text = "{% for m in messages %}{{ m.role }}: {{ m.content | trim }}\n{% endfor %}"
  const messages = Array.from({ length: 5000 }, () => ({ role: "user", content: "x".repeat(300) }))
  expect(template(text, "x.jinja")({ messages }).length).toBe(5000 * 307)
})
