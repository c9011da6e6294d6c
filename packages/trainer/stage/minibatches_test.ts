import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import type { Weighted } from "./advantage.ts"
import { lookahead } from "./lookahead.ts"
import { minibatches } from "./minibatches.ts"

/** Groups by number: what is in them does not matter. */
const batchOf = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => from + i) as unknown as ReadonlyArray<Weighted>
const cut = (count: number, options?: Parameters<typeof minibatches>[0]) =>
  Stream.make(batchOf(count)).pipe(minibatches(options), Stream.runCollect)

describe("minibatches", () => {
  it("have every group once an epoch, in its order, and as many as their neighbors but for one", async () => {
    for (const [groups, parts, epochs] of [[4, 1, 1], [4, 2, 1], [7, 3, 2], [32, 5, 3], [5, 5, 1]] as const) {
      const all = await Effect.runPromise(cut(groups, { parts, epochs }))
      expect(all.length).toBe(parts * epochs)
      for (let e = 0; e < epochs; e++) {
        expect(all.slice(e * parts, (e + 1) * parts).flat()).toEqual(batchOf(groups))
      }
      const sizes = all.map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }
  })

  it("are the batch itself by default", async () => expect(await Effect.runPromise(cut(3))).toEqual([batchOf(3)]))

  it("fail where a part would be empty, and where there is no such number of them", async () => {
    const failed = (count: number, options: Parameters<typeof minibatches>[0]) =>
      Effect.runPromise(Effect.map(Effect.flip(cut(count, options)), ({ message }) => message))
    expect(await failed(3, { parts: 4 })).toBe("Cannot cut a batch of 3 groups into 4 parts: some would be empty")
    for (const options of [{ parts: 0 }, { epochs: 1.5 }, { parts: NaN }]) {
      expect(await failed(3, options)).toMatch(/^Cannot make minibatches of .* whole numbers from 1 on$/)
    }
  })

  it("are each learned from, and looked at, before the next; and all of them before the next batch is sampled", async () => {
    const order: Array<string> = []
    const note = (what: string) => Effect.sync(() => void order.push(what))
    const all = Stream.make(0, 10, 20).pipe(
      lookahead(0, { outputs: 4 })(
        (xs) => Stream.mapEffect(xs, (x) => Effect.as(note(`sample ${x}`), batchOf(4, x))),
        (batches) =>
          batches.pipe(
            minibatches({ parts: 2, epochs: 2 }),
            Stream.mapEffect((part) => Effect.as(note(`learn ${part.join()}`), part)),
          ),
      ),
      Stream.tap((part) => note(`look ${part.join()}`)),
      Stream.runDrain,
    )
    await Effect.runPromise(all)
    const expected = [0, 10, 20].flatMap((x) => [
      `sample ${x}`,
      ...[0, 2, 0, 2].flatMap((i) => [`learn ${x + i},${x + i + 1}`, `look ${x + i},${x + i + 1}`]),
    ])
    expect(order).toEqual(expected)
  })

  it("bound how far sampling runs ahead by batches, not by updates", async () => {
    let [sampled, learned, most] = [0, 0, 0]
    const all = Stream.range(1, 12).pipe(
      lookahead(1, { outputs: 3 })(
        (xs) => Stream.map(xs, () => (sampled++, batchOf(3))),
        (batches) =>
          batches.pipe(
            minibatches({ parts: 3 }),
            Stream.mapEffect((part) => {
              most = Math.max(most, sampled - Math.floor(learned++ / 3))
              return Effect.as(Effect.yieldNow, part)
            }),
          ),
      ),
      Stream.runCount,
    )
    expect(await Effect.runPromise(all)).toBe(36)
    expect(most).toBe(2)
  })
})
