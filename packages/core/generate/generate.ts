// The sampler's loop: plain code over typed arrays, one program run a token for all rows at once.
import { type Random, random, type Seed, seed as mix } from "../random/seed.ts"
import { value, type Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"
import { rotaryTables } from "../nn/rotary.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { packPrompts } from "../model/pack.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { promptsAtOnce, promptTokensAtOnce, rowsAtOnce } from "./budget.ts"
import type { Cache, CacheSize } from "./cache.ts"
import { cacheSlab } from "./_cache_slab.ts"
import type { Compiled } from "../runtime/program_cache.ts"
import { breathe } from "../runtime/drained.ts"
import { spans } from "./spans.ts"
import { NoNumber, PolicyError } from "../runtime/policy_error.ts"
import type { Prompted, Row } from "../model/prompted.ts"
import { type Stop, stopping } from "./stop.ts"

/** Prompts to complete: `seeds[i]` has one seed for each completion of `prompts[i]`. The request is already checked. */
export interface GenerateRequest {
  readonly prompts: ReadonlyArray<Int32Array>
  readonly seeds: ReadonlyArray<ReadonlyArray<Seed>>
  /** The names of the signals that both programs compute; `logprob` is one of them. */
  readonly signals: ReadonlyArray<string>
  readonly maxTokens: number
  readonly greedy: boolean
  /** Whether both programs say how likely each token was where it was drawn. */
  readonly drawsApart: boolean
  /** Whether both programs ask which tokens stand in the text already. */
  readonly penalizes: boolean
  readonly endTokens: ReadonlyArray<number>
  readonly stop?: Stop | undefined
}

/** The programs and limits of the loop. */
export interface GenerateMeans {
  readonly config: ModelConfig
  /** Reads prompts and chooses each row's first token (`prefillGraph`); parameters are fed. */
  readonly prefill: Compiled
  /** Chooses one more token a row (`decodeGraph`). */
  readonly decode: Compiled
  readonly parameters: Feeds
  /** Whether `decode` has the parameters bound. */
  readonly bound: boolean
  /** Makes the cache to which both programs write keys and values. Default: a cache in this process. */
  readonly cache?: (size: CacheSize) => Cache
  /** Ends the loop between two runs. */
  readonly signal: AbortSignal
  /** At most this many rows at once; a larger group still runs whole. Default 256, or what a large model allows. */
  readonly rows?: number
  /** At most this many prompt tokens in one run; a longer prompt still runs whole. Default 8192, or a large model's limit. */
  readonly promptTokens?: number
}

/** One sampled completion; each requested signal has one number a token. */
export interface Generated {
  readonly tokens: Int32Array
  readonly finish: "stop" | "length"
  readonly signals: Readonly<Record<string, Float32Array>>
  /** The log-probability of each token where it was drawn, if that is apart from what signals are of. */
  readonly drawn?: Float32Array
}

/**
 * Completes prompts: each prompt is read once for all its completions, finished rows leave the batch, and results keep the
 * order of the request. A completion draws its own random numbers, one a token, so that it does not depend on the rows
 * beside it (beyond the last bits of a matrix product). Rejects with the programs' errors, or with a PolicyError if a
 * signal is infinite or NaN.
 */
export const generate = async (
  request: GenerateRequest,
  means: GenerateMeans,
): Promise<ReadonlyArray<ReadonlyArray<Generated>>> => {
  const { prompts, seeds } = request
  const results: Array<ReadonlyArray<Generated>> = []
  const { rows = rowsAtOnce(means.config, longest(request) + request.maxTokens) } = means
  for (const [from, to] of spans(seeds.map((group) => group.length), rows)) {
    const groups = prompts.slice(from, to).map((prompt, i) => ({
      prompt,
      rows: seeds[from + i].map((seed) => newRow(prompt, seed, { ...request, vocab: means.config.vocab })),
    }))
    await complete(request, means, groups.filter((group) => group.rows.length > 0))
    for (const group of groups) results.push(group.rows.map(finished))
  }
  return results
}

/** A completion in the making. */
interface Draft extends Row {
  readonly promptLength: number
  readonly random: Random
  readonly signals: Readonly<Record<string, Float32Array>>
  readonly drawn: Float32Array | undefined
  /** By token, 1 where it stands in the prompt or the completion; undefined where nobody asks. */
  readonly seen: Float32Array | undefined
  length: number
  finish: "stop" | "length" | undefined
  /** Whether the next token completes a stop text. */
  readonly stops: (token: number) => boolean
}

const newRow = (
  prompt: Int32Array,
  seed: Seed,
  { maxTokens, signals, stop, drawsApart, penalizes, vocab }: GenerateRequest & { readonly vocab: number },
): Draft => ({
  promptLength: prompt.length,
  // Seeds are mixed, because neighboring numbers, which callers use, make generators that begin alike.
  random: random(mix(seed)),
  tokens: new Int32Array(maxTokens),
  signals: Object.fromEntries(signals.map((name) => [name, new Float32Array(maxTokens)])),
  drawn: drawsApart ? new Float32Array(maxTokens) : undefined,
  seen: penalizes ? standing(prompt, vocab) : undefined,
  length: 0,
  finish: undefined,
  stops: stop === undefined ? () => false : stopping(stop),
})

const standing = (tokens: Int32Array, vocab: number): Float32Array => {
  const seen = new Float32Array(vocab)
  for (const token of tokens) seen[token] = 1
  return seen
}

const finished = ({ tokens, length, finish, signals, drawn }: Draft): Generated => ({
  tokens: tokens.slice(0, length),
  finish: finish!,
  signals: Object.fromEntries(Object.entries(signals).map(([name, data]) => [name, data.slice(0, length)])),
  ...(drawn === undefined ? {} : { drawn: drawn.slice(0, length) }),
})

const longest = ({ prompts }: Pick<GenerateRequest, "prompts">) =>
  prompts.reduce((most, prompt) => Math.max(most, prompt.length), 0)

const complete = async (request: GenerateRequest, means: GenerateMeans, groups: ReadonlyArray<Prompted<Draft>>) => {
  const rows = groups.flatMap((group) => group.rows)
  const slots = longest({ prompts: groups.map(({ prompt }) => prompt) })
  const make = means.cache ?? ((size) => cacheSlab(means.config, size))
  const cache = make({ rows: rows.length, slots })
  try {
    await read(request, means, { groups, cache })
    await write(request, means, { rows, cache })
  } finally {
    cache.end()
  }
}

// Reads every prompt once and gives each row its first token and its copy of the prompt's keys and values.
const read = async (
  request: GenerateRequest,
  { config, prefill, parameters, signal, promptTokens = promptTokensAtOnce(config) }: GenerateMeans,
  { groups, cache }: { readonly groups: ReadonlyArray<Prompted<Draft>>; readonly cache: Cache },
) => {
  const count = promptsAtOnce(config, cache.slots())
  for (const [from, to] of spans(groups.map(({ prompt }) => prompt.length), promptTokens, count)) {
    await breathe(signal)
    const part = groups.slice(from, to)
    const rows = part.flatMap((group) => group.rows)
    const promptOfRow = Int32Array.from(part.flatMap((group, i) => group.rows.map(() => i)))
    const outputs = await prefill.program.execute({
      ...parameters,
      ...feedsOf(prefill.graph, packPrompts(config, part.map((group) => group.prompt))),
      prompt_of_row: value("int32", [rows.length], promptOfRow),
      ...uniform(rows, request),
      ...seen(rows, config),
    }, cache.prompts())
    record(rows, outputs, request)
    await cache.place(outputs, part.map(({ prompt, rows }) => ({ tokens: prompt.length, rows: rows.length })))
  }
}

// Reads one token a row and chooses the next, until every row has finished.
const write = async (
  request: GenerateRequest,
  { config, decode, parameters, bound, signal }: GenerateMeans,
  { rows: all, cache }: { readonly rows: ReadonlyArray<Draft>; readonly cache: Cache },
) => {
  const slots = cache.slots()
  const half = config.headWidth / 2
  const positions = Int32Array.from({ length: slots + request.maxTokens }, (_, i) => i)
  const tables = rotaryTables(config, positions)
  let rows = all
  while (true) {
    const alive = rows.flatMap((row, i) => (row.finish === undefined ? [i] : []))
    if (alive.length === 0) return
    if (alive.length < crowd * rows.length) {
      await cache.keep(alive)
      rows = alive.map((i) => rows[i])
    }
    await breathe(signal)
    const past = cache.past()
    const outputs = await decode.program.execute({
      ...(bound ? {} : parameters),
      ...step(rows, { tables, half, room: cache.room(), filled: cache.slots(), prompts: slots }),
      ...uniform(rows, request),
      ...seen(rows, config),
      ...past,
    }, cache.next())
    await cache.advance()
    record(rows, outputs, request)
  }
}

/** The last token of each row, the angles of its place, and a bias that hides the slots before its prompt's begin, and the empty ones. */
const step = (rows: ReadonlyArray<Draft>, { tables, half, room, filled, prompts }: {
  readonly tables: ReturnType<typeof rotaryTables>
  readonly half: number
  readonly room: number
  readonly filled: number
  /** Slots of the longest prompt. */
  readonly prompts: number
}): Values => {
  const tokens = new Int32Array(rows.length)
  const cos = new Float32Array(rows.length * half)
  const sin = new Float32Array(rows.length * half)
  const bias = new Float32Array(rows.length * room)
  for (let i = 0; i < rows.length; i++) {
    // A finished row that has not left yet repeats its last token, and its outputs are not recorded.
    const { promptLength, length, tokens: said } = rows[i]
    const at = (promptLength + length - 1) * half
    tokens[i] = said[length - 1]
    for (let j = 0; j < half; j++) {
      cos[i * half + j] = tables.cos[at + j]
      sin[i * half + j] = tables.sin[at + j]
    }
    bias.fill(-1e9, i * room, i * room + prompts - promptLength)
    bias.fill(-1e9, i * room + filled, (i + 1) * room)
  }
  return {
    tokens: value("int32", [rows.length], tokens),
    cos: value("float32", [rows.length, half], cos),
    sin: value("float32", [rows.length, half], sin),
    bias: value("float32", [rows.length, room], bias),
  }
}

// Below this share of unfinished rows, finished rows leave: copying the cache is then cheaper than carrying them along.
const crowd = 7 / 8

const uniform = (rows: ReadonlyArray<Draft>, { greedy }: GenerateRequest): Values =>
  greedy ? {} : { uniform: value("float32", [rows.length], Float32Array.from(rows, (row) => row.random.uniform())) }

/** Which tokens stand in the text of each row, (R, V), where the programs ask. */
const seen = (rows: ReadonlyArray<Draft>, { vocab }: ModelConfig): Values => {
  if (rows[0].seen === undefined) return {}
  const all = new Float32Array(rows.length * vocab)
  for (const [i, row] of rows.entries()) all.set(row.seen!, i * vocab)
  return { seen: value("float32", [rows.length, vocab], all) }
}

const record = (
  rows: ReadonlyArray<Draft>,
  outputs: Values,
  { endTokens, maxTokens, signals, drawsApart }: GenerateRequest,
) => {
  const token = outputs.token.data
  const fill = (name: string, columnOf: (row: Draft) => Float32Array) => {
    const x = outputs[name].data
    for (let i = 0; i < rows.length; i++) {
      const { finish, length } = rows[i]
      if (finish !== undefined) continue
      if (!Number.isFinite(x[i])) {
        const message = `Cannot sample: ${name} of token ${length} is ${x[i]}`
        throw new PolicyError({ action: "sample", reason: new NoNumber({ quantity: name, message }) })
      }
      columnOf(rows[i])[length] = x[i]
    }
  }
  for (const name of signals) fill(name, (row) => row.signals[name])
  if (drawsApart) fill("drawn", (row) => row.drawn!)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row.finish !== undefined) continue
    row.tokens[row.length++] = token[i]
    if (row.seen !== undefined) row.seen[token[i]] = 1
    if (endTokens.includes(token[i]) || row.stops(token[i])) row.finish = "stop"
    else if (row.length === maxTokens) row.finish = "length"
  }
}
