import { expect, it } from "vitest"
import { chatFiles } from "../testing/chat_files.ts"
import { chatTemplate } from "./chat_template.ts"
import { closingToken } from "./closing_token.ts"
import { codec } from "./tokenizer.ts"

const bytes = codec(chatFiles)
const closing = (jinja: string) =>
  closingToken(chatTemplate({ jinja, config: { eos_token: "<|endoftext|>" }, source: "a test" }), bytes)
const [text, start, end] = [259, 260, 261]
const each = (turn: string) => `{% for m in messages %}${turn}{% endfor %}`
const opening = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"

it.each([
  ["ChatML", each("<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n") + opening, end],
  ["white space before it", each("{{ m.role }}: {{ m.content }} \n<|endoftext|>"), text],
  ["several, of which the first counts", each("{{ m.content }}<|im_end|><|endoftext|>"), end],
  [
    "an end that only assistants have",
    each("[{{ m.content }}]{% if m.role == 'assistant' %}{{ eos_token }}{% endif %}"),
    text,
  ],
  ["a turn that only the next one closes", each("<|im_start|>{{ m.role }} {{ m.content }}") + opening, undefined],
  ["plain words", each("{{ m.role }}: {{ m.content }}\n") + "assistant: ", undefined],
  ["no assistant", each("{% if m.role == 'user' %}{{ m.content }}<|im_end|>{% endif %}"), undefined],
  ["one that refuses an assistant at the end", "{{ raise_exception('no') }}", undefined],
  ["an opening that is always there", each("{{ m.content }}\n") + "<|im_start|>", start],
])("%s", (_, jinja, expected) => expect(closing(jinja)).toBe(expected))

it("is none where the vocabulary cannot spell the template", () => {
  const { tokenizer } = chatFiles
  const small = codec({
    tokenizer: { ...tokenizer, added_tokens: [], model: { type: "BPE", vocab: { a: 0 }, merges: [] } },
    config: {},
  })
  const chat = chatTemplate({ jinja: each("{{ m.content }}<|im_end|>"), config: {}, source: "a test" })
  expect(closingToken(chat, small)).toBe(undefined)
})
