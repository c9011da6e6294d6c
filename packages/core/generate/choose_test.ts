import { Effect } from "effect"
import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import { random } from "../random/seed.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"
import { platform } from "../testing/tiny_policy.ts"
import { type Choice, choose } from "./choose.ts"

const vocabulary = 11

const run = (rows: ReadonlyArray<{ readonly z: ReadonlyArray<number>; readonly u: number }>, choice: Choice) => {
  const chosen = graph({ ...choose(input("z", ["R", vocabulary]), input("u", ["R"]), choice) })
  return Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(chosen)
    const z = value("float32", [rows.length, vocabulary], Float32Array.from(rows.flatMap((row) => row.z)))
    const u = value("float32", [rows.length], Float32Array.from(rows, (row) => row.u))
    return yield* program.run(choice.temperature === 0 ? { z } : { z, u })
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise)
}

// The definition, one token at a time: sort, keep, draw.
const oracle = (
  z: ReadonlyArray<number>,
  u: number,
  { temperature, topK = vocabulary, topP = 1, minP = 0 }: Choice,
) => {
  const e = z.map((x) => Math.exp((x - Math.max(...z)) / temperature))
  const likeliest = z.map((_, i) => i).sort((a, b) => e[b] - e[a]).slice(0, topK)
  const mass = likeliest.reduce((sum, i) => sum + e[i], 0)
  const nucleus: Array<number> = []
  let reached = 0
  for (const i of likeliest) {
    if (topP < 1 && reached >= topP * mass) break
    // The likeliest has e = 1.
    if (e[i] < minP) break
    nucleus.push(i)
    reached += e[i]
  }
  let left = u * reached
  const inOrder = nucleus.sort((a, b) => a - b)
  const drawn = (token: number) => ({ token, drawn: Math.log(e[token] / reached) })
  for (const i of inOrder) {
    if (left < e[i]) return drawn(i)
    left -= e[i]
  }
  return drawn(inOrder.at(-1)!)
}

const { normal, uniform } = random(17)
const rows = Array.from({ length: 400 }, () => ({
  z: Array.from({ length: vocabulary }, () => Math.fround(2 * normal())),
  u: uniform(),
}))

it.each<Choice>([
  { temperature: 1 },
  { temperature: 0.7 },
  { temperature: 1.3, topK: 1 },
  { temperature: 1, topK: 4 },
  { temperature: 1, topK: 100 },
  { temperature: 1, topP: 0.8 },
  { temperature: 0.7, topP: 0.05 },
  { temperature: 1, topP: 1e-50 },
  { temperature: 1, topP: 5e-324, topK: 3 },
  { temperature: 0.9, topK: 5, topP: 0.7 },
  { temperature: 1, minP: 0.2 },
  { temperature: 1.5, minP: 1 },
  { temperature: 1.2, topP: 0.95, minP: 0.1 },
  { temperature: 1.2, topP: 0.5, minP: 0.01 },
  { temperature: 0.8, topK: 6, topP: 0.9, minP: 0.3 },
])("draws by inverting the distribution that %o leaves", async (choice) => {
  const { token, drawn } = await run(rows, choice)
  const expected = rows.map(({ z, u }) => oracle(z, u, choice))
  expect(Array.from(token.data)).toEqual(expected.map(({ token }) => token))
  const apart = expected.map((each, i) => Math.abs(each.drawn - Number(drawn.data[i])))
  expect(Math.max(...apart)).toBeLessThan(1e-5)
})

it("is greedy at temperature 0, the first of equals", async () => {
  const tied = [1, 3, 2, 3, 0, 0, 0, 0, 0, 0, 0]
  const got = await run([...rows, { z: tied, u: 0.9 }], { temperature: 0 })
  expect(Array.from(got.token.data)).toEqual([...rows.map(({ z }) => z.indexOf(Math.max(...z))), 1])
  // What is sure has log-probability 0.
  expect(Array.from(got.drawn.data, Number).every((x) => x === 0)).toBe(true)
})

it("never draws a masked token, whatever the uniform", async () => {
  // Masked tokens lie at both ends, where a uniform of 0 or almost 1 would find them.
  const z = [-9, 1, -8, 2, 1.5, -9, -9, -9, -9, -9, -9]
  const us = [0, 2 ** -23, 0.5, 1 - 2 ** -23]
  for (const choice of [{ temperature: 1, topK: 3 }, { temperature: 1, topP: 0.9 }, { temperature: 1, minP: 0.1 }]) {
    for (const token of (await run(us.map((u) => ({ z, u })), choice)).token.data) expect([1, 3, 4]).toContain(token)
  }
})
