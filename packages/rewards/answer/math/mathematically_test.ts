// Every pair of the tables, in both directions.
import { Effect } from "effect"
import { expect, it } from "vitest"
import { clustersBy } from "../clusters.ts"
import { same } from "../../testing/pairs.ts"
import { different, unreadable } from "../../testing/pairs_apart.ts"
import { alike, unlike } from "../../testing/pairs_of_forms.ts"
import { changed, counted } from "../../testing/pairs_of_words.ts"
import { Engine } from "./engine/engine.ts"
import { layerWorker } from "./engine/worker.ts"
import { mathematically } from "./mathematically.ts"

it.each(
  [
    ["correct", [...same, ...alike, ...counted], ["correct"]],
    ["wrong", different, ["wrong"]],
    ["unparsable", unreadable, ["unparsable"]],
    ["anything but correct", [...unlike, ...changed], ["wrong", "unparsable"]],
  ] as const,
)(
  "is %s",
  (_, pairs, expected) =>
    Effect.gen(function* () {
      const odd: Array<unknown> = []
      for (const [a, b] of pairs) {
        const [there, back] = [yield* mathematically(a, b), yield* mathematically(b, a)]
        if (there !== back || !(expected as ReadonlyArray<string>).includes(there)) odd.push([a, b, there, back])
      }
      expect(odd).toEqual([])
    }).pipe(Effect.provide(layerWorker({ limit: "1 minute" })), Effect.runPromise),
)

it("decides by form alone what numbers, words and shapes decide, without the service", () => {
  const never = Effect.provideService(
    Effect.all([
      mathematically("\\frac{1}{2}", "0.50"),
      mathematically("(1,2]", "(1,2)"),
      mathematically("\\text{left}", "Left"),
      mathematically("85^\\circ", "86"),
      mathematically("{1", "1"),
    ]),
    Engine,
    Engine.of({ decide: (claim) => Effect.die(claim) }),
  )
  expect(Effect.runSync(never)).toEqual(["correct", "wrong", "correct", "wrong", "unparsable"])
})

it("calls an answer to an unreadable gold unparsable, however plain the answer and the difference", () =>
  Effect.gen(function* () {
    for (const given of ["7", "\\text{seven}", "(7,7)", "x^"]) {
      expect(yield* mathematically("x^", given)).toBe("unparsable")
      expect(yield* mathematically(given, "x^")).toBe("unparsable")
    }
  }).pipe(Effect.provide(layerWorker({ limit: "1 minute" })), Effect.runPromise))

// With one claim that is late the test would take longer than it may.
it("never begins a hostile answer, so that a batch of them costs nothing", () =>
  Effect.gen(function* () {
    const kinds = [
      (n: number) => `9^{9^{${n + 9}}}`,
      (n: number) => String.raw`\prod_{k=1}^{10^{${n + 6}}} k`,
      (n: number) => `${String.raw`\cos(`.repeat(n + 20)}1${")".repeat(n + 20)}`,
      (n: number) => `${n + 99999}!`,
      (n: number) => `${"(".repeat(n + 25)}x${"+1)^2".repeat(n + 25)}`,
      (n: number) => String.raw`\binom{10^{${n + 6}}}{10^5}`,
      (n: number) => String.raw`\sqrt{2},`.repeat(n + 60) + String.raw`\sqrt{3}`,
      (n: number) => `(1+x)^{${n + 10}00000}`,
    ]
    const hostile = Array.from({ length: 64 }, (_, i) => kinds[i % kinds.length](i))
    const verdicts = yield* Effect.forEach(hostile, (answer) => mathematically("\\sqrt{7}", answer))
    expect(verdicts.filter((is) => is === "correct")).toEqual([])
    const clusters = yield* clustersBy(hostile, { answer: (text) => text, compare: mathematically })
    expect(clusters.filter((label) => label >= 0).length).toBeLessThan(9)
  }).pipe(Effect.provide(layerWorker({ limit: "10 minutes" })), Effect.runPromise), 120_000)
