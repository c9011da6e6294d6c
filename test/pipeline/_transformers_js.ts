// Transformers.js, which reads local folders alone here.
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from "@huggingface/transformers"
import { basename, dirname } from "node:path"

env.allowRemoteModels = false
env.useFSCache = false

/** The name by which it finds a folder. */
const named = (folder: string): string => {
  env.localModelPath = dirname(folder)
  return basename(folder)
}

/** The model of a folder. */
export const model = (folder: string) => AutoModelForCausalLM.from_pretrained(named(folder))

/** The tokenizer of a folder. */
export const tokenizer = (folder: string) => AutoTokenizer.from_pretrained(named(folder))

type Sequences = ReadonlyArray<ArrayLike<number>>

/** Sequences as one batch of token ids and its mask, with zeros on one side. */
export const padded = (sequences: Sequences, side: "left" | "right") => {
  const width = Math.max(...sequences.map(({ length }) => length))
  const grid = (cell: (row: ArrayLike<number>, i: number) => number) => {
    const cells = sequences.flatMap((row) =>
      Array.from({ length: width }, (_, i) => {
        const at = side === "left" ? i - width + row.length : i
        return BigInt(at >= 0 && at < row.length ? cell(row, at) : 0)
      })
    )
    return new Tensor("int64", BigInt64Array.from(cells), [sequences.length, width])
  }
  return { input_ids: grid((row, i) => row[i]), attention_mask: grid(() => 1) }
}

/** What the model adds to a batch, greedily, up to and with the first end token of each row. */
export const greedy = async (
  model: Awaited<ReturnType<typeof AutoModelForCausalLM.from_pretrained>>,
  batch: { readonly input_ids: Tensor; readonly attention_mask: Tensor },
  { maxTokens, endTokens }: { readonly maxTokens: number; readonly endTokens: ReadonlyArray<number> },
): Promise<ReadonlyArray<ReadonlyArray<number>>> => {
  const all = await model.generate({ ...batch, max_new_tokens: maxTokens, do_sample: false }) as Tensor
  const [rows, width] = all.dims
  const said = Array.from(all.data as BigInt64Array, Number)
  return Array.from({ length: rows }, (_, row) => {
    const tokens = said.slice(row * width + batch.input_ids.dims[1], (row + 1) * width)
    const end = tokens.findIndex((token) => endTokens.includes(token))
    return end < 0 ? tokens : tokens.slice(0, end + 1)
  })
}
