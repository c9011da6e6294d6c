// A cache that never leaves the device: programs that keep their outputs there move its rows. One more slot costs a copy
// within the device; a slab in this process would be sent to the device at every token.
import * as names from "../graph/names.ts"
import * as Effect from "effect/Effect"
import { type Graph, graph } from "../graph/graph.ts"
import type { Dim } from "../graph/dim.ts"
import { input } from "../graph/ops/leaf.ts"
import { gather } from "../graph/ops/rows.ts"
import { concat, expandDims, transpose } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Resident } from "../runtime/resident.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { type Value, value } from "../graph/value.ts"
import { type Cache, cacheNames, type CacheSize, type PlacedPrompt } from "./cache.ts"

/** The maker of caches on the device, one in use at a time. Its programs and residents live as long as the scope. */
export const residentCache = Effect.fnUntraced(function* (runtime: Runtime["Service"], config: ModelConfig) {
  const acquire = acquiring(runtime, config)
  const [past, fresh, part] = [yield* acquire(names.past), yield* acquire(plain), yield* acquire(names.part)]
  const all = [past, fresh, part].flatMap((residents) => Object.values(residents))
  const [pasts, parts] = [named(names.past, past), named(names.part, part)]
  const [toPast, toPart] = [named(names.next, past), named(names.next, part)]
  const { place, join, append, select } = moves(config)
  const compile = (graph: Graph) => runtime.compile(graph, { keep: Object.keys(graph.outputs), finite: false })
  const programs = yield* Effect.all({
    place: compile(place),
    join: compile(join),
    append: compile(append),
    select: compile(select),
  })

  return ({ slots }: CacheSize): Cache => {
    let placed = 0
    return {
      past: () => pasts,
      prompts: () => fresh,
      place: async (_, prompts) => {
        const first = placed === 0
        await programs.place.execute({ ...fresh, index: placement(prompts, slots) }, first ? toPast : toPart)
        if (!first) await programs.join.execute({ ...pasts, ...parts }, toPast)
        placed += prompts.reduce((sum, { rows }) => sum + rows, 0)
      },
      next: () => fresh,
      advance: async () => {
        await programs.append.execute({ ...pasts, ...fresh }, toPast)
        slots++
      },
      keep: async (kept) => {
        const index = value("int32", [kept.length], Int32Array.from(kept))
        await programs.select.execute({ ...pasts, index }, toPast)
      },
      slots: () => slots,
      room: () => slots,
      end: () => all.forEach((resident) => resident.clear()),
    }
  }
})

type Spelling = (name: string) => string
const plain: Spelling = (name) => name

/** A resident for each of a cache's names. */
const acquiring = (runtime: Runtime["Service"], config: ModelConfig) =>
  Effect.fnUntraced(function* (spell: Spelling) {
    const made: Record<string, Resident> = {}
    for (const name of cacheNames(config)) made[name] = yield* runtime.resident(spell(name))
    return made
  })

const named = (spell: Spelling, residents: Readonly<Record<string, Resident>>) =>
  Object.fromEntries(Object.entries(residents).map(([name, resident]) => [spell(name), resident]))

/** The four moves of a cache. Each moves all layers' keys and values at once. */
const moves = (config: ModelConfig) => {
  const { keyHeads, headWidth } = config
  const heads = [keyHeads, headWidth]
  const tensor = (name: string, dim: Dim) => input(name, [dim, ...heads])
  const slab = (name: string, rows: Dim) => input(name, [rows, keyHeads, "S", headWidth])
  const each = (move: (name: string) => Tensor) =>
    graph(Object.fromEntries(cacheNames(config).map((name) => [names.next(name), move(name)])))
  const past = (name: string) => slab(names.past(name), "R")
  const [ofTokens, ofRows] = [input("index", ["R", "S"], "int32"), input("index", ["Q"], "int32")]
  return {
    // (N, K, D) and (R, S) -> (R, K, S, D)
    place: each((name) => transpose(gather(tensor(name, "N"), ofTokens), [0, 2, 1, 3])),
    // (R, K, S, D) and (Q, K, S, D) -> (R+Q, K, S, D)
    join: each((name) => concat([past(name), slab(names.part(name), "Q")], 0)),
    // (R, K, S, D) and (R, K, D) -> (R, K, S+1, D)
    append: each((name) => concat([past(name), expandDims(tensor(name, "R"), 2)], 2)),
    // (R, K, S, D) and (Q) -> (Q, K, S, D)
    select: each((name) => gather(past(name), ofRows)),
  }
}

/** The token of each row in each slot (R, S). Slots before a prompt hold any token: the decoder masks them. */
const placement = (prompts: ReadonlyArray<PlacedPrompt>, slots: number): Value<"int32"> => {
  const all = prompts.reduce((sum, { rows }) => sum + rows, 0)
  const index = new Int32Array(all * slots)
  let [token, row] = [0, 0]
  for (const { tokens, rows } of prompts) {
    for (let i = 0; i < tokens; i++) index[row * slots + slots - tokens + i] = token + i
    for (let other = 1; other < rows; other++) {
      index.copyWithin((row + other) * slots, row * slots, (row + 1) * slots)
    }
    token += tokens
    row += rows
  }
  return value("int32", [all, slots], index)
}
