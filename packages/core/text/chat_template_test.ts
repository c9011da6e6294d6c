import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { formatJson } from "../files/json_file.ts"
import { chatFiles } from "../testing/chat_files.ts"
import { chatTemplate } from "./chat_template.ts"
import { loadChatTemplate } from "./load_chat_template.ts"
import { promptTemplate } from "./prompt_template.ts"
import { prompting } from "./prompting.ts"
import { codec } from "./tokenizer.ts"

const asked = [{ role: "user", content: " 2 + 2? " }] as const
const chatml = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n2 + 2?<|im_end|>\n<|im_start|>assistant\n"

it("is filled in with the messages and the special tokens, by the rules of white space that models are made with", () => {
  const chat = chatTemplate({ config: chatFiles.config, source: "a test" })
  expect(chat(asked)).toBe(chatml)
  expect(chat([{ role: "system", content: "Think." }, ...asked])).toBe(chatml.replace("Be brief.", "Think."))
})

it("knows the special tokens, however they are written, and nothing of those that are null", () => {
  const jinja = "{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|{{ model_max_length }}|{{ messages[0].content }}"
  const config = { ...chatFiles.config, model_max_length: 9 }
  expect(chatTemplate({ jinja, config, source: "a test" })(asked)).toBe("<|endoftext|>|<|im_end|>||| 2 + 2? ")
})

it("takes the default of several, and the file before any", () => {
  const several = [{ name: "tool_use", template: "tools" }, { name: "default", template: "{{ messages[0].content }}" }]
  expect(chatTemplate({ config: { chat_template: several }, source: "a test" })(asked)).toBe(" 2 + 2? ")
  expect(chatTemplate({ jinja: "file", config: { chat_template: several }, source: "a test" })(asked)).toBe("file")
})

it("is given what else it is to know, and refuses what it says nothing of", () => {
  const jinja =
    "{{ messages[0].content }}{% if enable_thinking is defined and enable_thinking is false %}<think></think>{% endif %}"
  const make = (args: object) => chatTemplate({ jinja, config: {}, source: "a test" }, { args: { ...args } })
  expect(make({})([{ role: "user", content: "2?" }])).toBe("2?")
  expect(make({ enable_thinking: false })([{ role: "user", content: "2?" }])).toBe("2?<think></think>")
  expect(make({ enable_thinking: true })([{ role: "user", content: "2?" }])).toBe("2?")
  expect(() => make({ enable_thinkng: false })).toThrow('template of a test: it says nothing of "enable_thinkng"')
  expect(() => make({ messages: [] })).toThrow('"messages" is what every chat gives it')
  // They come before the special tokens.
  const named = { jinja: "{{ bos_token }}{{ list[1] }}{{ dict.a }}", config: { bos_token: "<s>" }, source: "a test" }
  const args = { bos_token: "<t>", list: [1, 2.5], dict: { a: null } }
  expect(chatTemplate(named, { args })([])).toBe("<t>2.5None")
})

it.each([
  ["%d %b %Y", "05 Mar 2026"],
  ["%A, %d. %B %y", "Thursday, 05. March 26"],
  ["%-d/%-m %a %j %w", "5/3 Thu 064 4"],
  ["%H:%M:%S %I %p %F %T 100%%", "07:08:09 07 AM 2026-03-05 07:08:09 100%"],
])("gives the date that it is told: %s", (format, text) => {
  const chat = chatTemplate(
    { jinja: `{{ strftime_now("${format}") }}`, config: {}, source: "a test" },
    { now: "2026-03-05T07:08:09" },
  )
  expect([chat([]), chat([])]).toEqual([text, text])
})

it("has no date of its own, and no format that is not Python's", () => {
  const source = { jinja: "{{ strftime_now('%d %Q') }}", config: {}, source: "a test" }
  expect(chatTemplate({ ...source, jinja: "{{ strftime_now is defined }}" })([])).toBe("False")
  expect(() => chatTemplate(source)([])).toThrow('"strftime_now" is undefined')
  expect(() => chatTemplate(source, { now: "2026-03-05T07:08:09" })([])).toThrow('"%Q" in a format of strftime_now')
  for (const now of ["2026-03-05", "2026-02-30T00:00:00", "now"]) {
    expect(() => chatTemplate(source, { now })).toThrow(`"${now}" is no date and time`)
  }
})

it("says what is wrong, and where", () => {
  const make = (config: object, jinja?: string) => () =>
    chatTemplate({ config, source: '"x.json"', ...(jinja === undefined ? {} : { jinja }) })
  expect(make({})).toThrow('Cannot use the chat template of "x.json": it has none')
  expect(make({ chat_template: [{ name: "rag", template: "" }] })).toThrow('"x.json": none of "rag" is "default"')
  expect(make({ chat_template: 5 })).toThrow(/"x.json": "chat_template": expected .*, got 5/)
  expect(make({}, "{% if %}")).toThrow('Cannot read the template of "x.json"')
  expect(() => make({}, "{{ raise_exception('only users') }}")()(asked)).toThrow(
    'Cannot fill in the template of "x.json": only users',
  )
})

it("keeps the special tokens of a chat, one id each, and adds none", () => {
  const words = codec(chatFiles)
  const chat = chatTemplate({ config: chatFiles.config, source: "a test" })
  const bytes = (text: string) => [...Buffer.from(text)]
  const { text, tokens } = prompting(words, { chat })(" 2 + 2? ")
  expect(text).toBe(chatml)
  const [start, end, user] = [[260], [261], [258]]
  const parts = [
    [start, bytes("system\nBe brief."), end, bytes("\n")],
    [start, user, bytes("\n2 + 2?"), end, bytes("\n")],
    [start, bytes("assistant\n")],
  ]
  expect([...tokens]).toEqual(parts.flat(2))
  expect(words.decode(tokens)).toBe(chatml)
  // A plain text gets what the tokenizer adds.
  const template = promptTemplate("Q: {{ problem }}\nA:")
  expect(prompting(words, { template })("2?")).toEqual({ text: "Q: 2?\nA:", tokens: words.encode("Q: 2?\nA:") })
  expect([...prompting(words)("2").tokens]).toEqual([259, ...bytes("2")])
  expect(prompting(words, { template, chat, system: "Think." })("2?").text).toBe(
    chatml.replace("Be brief.", "Think.").replace("2 + 2?", "Q: 2?\nA:"),
  )
})

it("refuses a prompt's template that is none, or that no problem changes", () => {
  expect(promptTemplate("{{ problem | upper }}")("x")).toBe("X")
  expect(() => promptTemplate("{{ problm }}")).toThrow("it shows nothing of {{ problem }}")
  expect(() => promptTemplate("{{ problem", "--template")).toThrow("Cannot read the template of --template: ")
})

it.layer(NodeServices.layer)("loadChatTemplate", (it) => {
  const load = Effect.fnUntraced(function* (files: Readonly<Record<string, unknown>>) {
    const fs = yield* FileSystem.FileSystem
    const directory = yield* fs.makeTempDirectoryScoped()
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? Buffer.from(content) : formatJson(content)
      yield* fs.writeFile(`${directory}/${name}`, bytes)
    }
    return yield* loadChatTemplate(directory)
  })

  it.effect("reads either file of a model folder", () =>
    Effect.gen(function* () {
      const { config } = chatFiles
      expect((yield* load({ "tokenizer_config.json": config }))(asked)).toBe(chatml)
      const both = { "tokenizer_config.json": config, "chat_template.jinja": "{{ eos_token }}{{ messages[0].role }}" }
      expect((yield* load(both))(asked)).toBe("<|im_end|>user")
    }))

  it.effect("finds special tokens in their own file, where the other does not name them", () =>
    Effect.gen(function* () {
      const jinja = "{{ bos_token }}{{ eos_token }}"
      const older = { bos_token: { content: "<s>", lstrip: false }, eos_token: "</s>" }
      const files = { "chat_template.jinja": jinja, "special_tokens_map.json": older }
      expect((yield* load({ ...files, "tokenizer_config.json": { eos_token: "<end>" } }))(asked)).toBe("<s><end>")
      expect((yield* load({ ...files, "tokenizer_config.json": { bos_token: null } }))(asked)).toBe("</s>")
    }))

  it.effect("names the file that is missing, malformed or silent", () =>
    Effect.gen(function* () {
      const cases = [
        [{}, /Cannot read ".*tokenizer_config.json": .*no such file/],
        [{ "tokenizer_config.json": "{" }, /tokenizer_config.json": not JSON/],
        [{ "tokenizer_config.json": {} }, /Cannot use the chat template of ".*tokenizer_config.json": it has none/],
        [
          { "tokenizer_config.json": {}, "chat_template.jinja": "{{" },
          /Cannot read the template of ".*chat_template.jinja"/,
        ],
      ] as const
      for (const [files, message] of cases) {
        const error = yield* Effect.flip(load(files))
        expect(error._tag).toBe("@rlif/core/TemplateError")
        expect(error.message).toMatch(message)
      }
    }))
})
