// Every component and option against Hugging Face's own library, in 300 random tokenizers; `_write.ts` asked it.
import { codec } from "@rlif/core/text"
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { components } from "./_components.ts"
import { type Expected, expected } from "./_expected.ts"

it("gives the ids and the texts of Hugging Face's library", () => {
  const rows = expected<ReadonlyArray<Expected> | string>("components")
  let compared = 0
  for (const [i, { tokenizer, texts, strange }] of components(300, 16).entries()) {
    const answers = rows[i]
    const made = attempt(() => codec({ tokenizer, config: {} }))
    // What it refuses is refused, and a token of which its normalizer leaves nothing.
    if (typeof answers === "string") expect(made).toBeInstanceOf(Error)
    if (typeof answers === "string" || made instanceof Error) {
      if (made instanceof Error) expect(made.message).toMatch(/nothing is left|normalized alike/)
      continue
    }
    for (const [j, { ids, bare, text, plain }] of answers.entries()) {
      const got = {
        ids: [...made.encode(texts[j])],
        bare: [...made.encode(texts[j], { addSpecial: false })],
        text: made.decode([...ids, ...strange]),
        plain: made.decode([...ids, ...strange], { skipSpecial: true }),
      }
      expect({ i, asked: texts[j], ...got }).toEqual({ i, asked: texts[j], ids, bare, text, plain })
      compared++
    }
  }
  expect(compared).toBeGreaterThan(1400)
})

it("gives the ids of small tokenizers, each of which went wrong once", () => {
  const folder = new URL("../fixtures/tokenizers/", import.meta.url)
  const read = (file: string) => readFileSync(new URL(file, folder), "utf8")
  for (const line of read("expected.jsonl").trim().split("\n")) {
    const { file, text, ids } = JSON.parse(line)
    const { encode } = codec({ tokenizer: JSON.parse(read(`${file}.json`)), config: {} })
    expect([file, text, ...encode(text)]).toEqual([file, text, ...ids])
  }
})

const attempt = <A>(make: () => A): A | Error => {
  try {
    return make()
  } catch (error) {
    return error as Error
  }
}
