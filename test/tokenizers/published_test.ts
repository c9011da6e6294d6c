// Against Hugging Face's own library, on 300 texts each; `_write.ts` asked it.
import { codec } from "@rlif/core/text"
import { describe, expect, it } from "vitest"
import { type Expected, expected, families, familyOf, filesOf, published, specialsOf } from "./_expected.ts"
import { texts } from "./_texts.ts"

describe.each(published)("%s", (name) => {
  const { tokenizer, config } = filesOf(name)
  const specials = specialsOf(tokenizer)
  const asked = texts(300, { seed: 16, specials })
  const rows = expected<Expected>(name)
  const { encode, decode, idOf, vocabSize } = codec({ tokenizer, config })

  it("gives every text its ids, with and without special tokens", () => {
    expect(rows.length).toBe(asked.length)
    for (const [i, { ids, bare }] of rows.entries()) {
      expect([asked[i], ...encode(asked[i])]).toEqual([asked[i], ...ids])
      expect([asked[i], ...encode(asked[i], { addSpecial: false })]).toEqual([asked[i], ...bare])
    }
  })

  it("gives ids their text, with and without special tokens", () => {
    for (const { ids, text, plain } of rows) {
      expect(decode(ids)).toBe(text)
      expect(decode(ids, { skipSpecial: true })).toBe(plain)
    }
    expect(rows.some(({ text, plain }) => text !== plain)).toBe(true)
  })

  it("knows every special token", () => {
    for (const token of specials) expect([...encode(token, { addSpecial: false })]).toEqual([idOf(token)])
    expect(vocabSize).toBe({ qwen3: 151_669, qwen2_5: 151_665, llama3_1: 128_256, llama2: 32_000 }[name])
  })
})

it.each(Object.keys(families))("%s: a family's own ways around one of these vocabularies", (name) => {
  const tokenizer = familyOf(name)
  const asked = texts(90, { seed: 16, specials: specialsOf(tokenizer) })
  const rows = expected<Expected>(name)
  const { encode, decode } = codec({ tokenizer, config: {} })
  expect(rows.length).toBe(asked.length)
  for (const [i, { ids, bare, text, plain }] of rows.entries()) {
    expect([asked[i], ...encode(asked[i])]).toEqual([asked[i], ...ids])
    expect([asked[i], ...encode(asked[i], { addSpecial: false })]).toEqual([asked[i], ...bare])
    expect([decode(ids), decode(ids, { skipSpecial: true })]).toEqual([text, plain])
  }
})
