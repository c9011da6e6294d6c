// Asks Hugging Face's own library (its Rust code aborts the process on an expression that backtracks without end) and writes
// its answers to test/fixtures/tokenizers: node_modules/.bin/node test/tokenizers/_write.ts
import { codec } from "@rlif/core/text"
import { writeFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { Tokenizer } from "tokenizers"
import { components } from "./_components.ts"
import { type Expected, families, familyOf, filesOf, fixture, published, specialsOf } from "./_expected.ts"
import { texts } from "./_texts.ts"

const write = (name: string, rows: ReadonlyArray<unknown>) =>
  writeFileSync(fixture(name), gzipSync(JSON.stringify(rows), { level: 9 }))

const answer = async (
  library: Tokenizer,
  text: string,
  strange: ReadonlyArray<number> = [],
): Promise<Expected> => {
  const encode = async (addSpecialTokens: boolean) => (await library.encode(text, null, { addSpecialTokens })).getIds()
  const [ids, bare] = [await encode(true), await encode(false)]
  const all = [...ids, ...strange]
  const decode = (skips: boolean) => library.decode(all, skips)
  return { ids, bare, text: await decode(false), plain: await decode(true) }
}

const all = {
  ...Object.fromEntries(published.map((name) => [name, { tokenizer: filesOf(name).tokenizer, count: 300 }])),
  ...Object.fromEntries(Object.keys(families).map((name) => [name, { tokenizer: familyOf(name), count: 90 }])),
}
for (const [name, { tokenizer, count }] of Object.entries(all)) {
  const library = Tokenizer.fromString(JSON.stringify(tokenizer))
  const rows: Array<Expected> = []
  for (const text of texts(count, { seed: 16, specials: specialsOf(tokenizer) })) rows.push(await answer(library, text))
  write(name, rows)
}

const rows: Array<ReadonlyArray<Expected> | string> = []
for (const { tokenizer, texts, strange } of components(300, 16)) {
  try {
    // What is refused here may end the process there, such as a token of which its normalizer leaves nothing.
    codec({ tokenizer, config: {} })
    const library = Tokenizer.fromString(JSON.stringify(tokenizer))
    const answers: Array<Expected> = []
    for (const text of texts) answers.push(await answer(library, text, strange))
    rows.push(answers)
  } catch (error) {
    rows.push((error as Error).message)
  }
}
write("components", rows)
