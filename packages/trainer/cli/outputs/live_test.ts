import { Console, type Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { type Done, live } from "./live.ts"

/** What is written while `steps` of 20 are shown on a screen of so many columns, 0 being one that does not say. */
const shown = async (columns: number, steps: ReadonlyArray<number>): Promise<ReadonlyArray<string>> => {
  const written: Array<string> = []
  const screen = { isTTY: true, columns, write: (text: string) => written.push(text) > 0 }
  const run = Effect.gen(function* () {
    const show = yield* live({ quietly: 5, screen })
    yield* show.line("begin")
    const items = ["reward 0.123", "entropy 0.456", "a long item ".repeat(9)]
    for (const step of steps) {
      yield* TestClock.adjust(`${10 * step} seconds`)
      yield* show.step({ step, steps: 20, tokens: undefined, items })
    }
    yield* show.line("\x1b[2Jend")
  })
  await Effect.runPromise(Effect.scoped(Effect.provide(run, TestClock.layer())))
  return written
}

it("redraws one line of a terminal", async () => {
  expect(await shown(80, [10, 20])).toEqual([
    "\r\x1b[2Kbegin\n",
    `\r\x1b[2K${"━".repeat(9)}${"╌".repeat(9)} 10/20  1:40 elapsed, 16:40 left  reward 0.123  entropy 0.456`,
    `\r\x1b[2K${"━".repeat(24)} 20/20  5:00 elapsed  reward 0.123  entropy 0.456\n`,
    "\r\x1b[2K\\u001b[2Jend\n",
  ])
})

it("keeps the bar below other lines, and leaves its line when it ends early", async () => {
  const bar = `${"━".repeat(9)}${"╌".repeat(9)} 10/20  1:40 elapsed, 16:40 left  reward 0.123  entropy 0.456`
  expect((await shown(0, [10])).slice(1)).toEqual([`\r\x1b[2K${bar}`, `\r\x1b[2K\\u001b[2Jend\n${bar}`, "\n"])
})

it("never wraps", async () => {
  for (let columns = 1; columns < 200; columns++) {
    const [, line] = await shown(columns, [5])
    expect(line.length - "\r\x1b[2K".length).toBeLessThan(Math.max(columns, 2))
    expect(line.includes("entropy 0.456")).toBe(
      columns > 8 + "  5/20  0:50 elapsed, 12:30 left  reward 0.123  entropy 0.456".length,
    )
  }
})

/** The lines that are printed where there is no terminal, of steps that last as long as each other. */
const printed = async (
  done: ReadonlyArray<Done>,
  { quietly, each }: { readonly quietly: number; readonly each: Duration.Input },
): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = []
  const capture: Console.Console = { ...console, log: (text: string) => void lines.push(text) }
  const screen = { isTTY: false, columns: 80, write: () => true }
  const run = Effect.flatMap(
    live({ quietly, screen }),
    (show) => Effect.forEach(done, (one) => Effect.andThen(TestClock.adjust(each), show.step(one))),
  )
  await run.pipe(
    Effect.scoped,
    Effect.provideService(Console.Console, capture),
    Effect.provide(TestClock.layer()),
    Effect.runPromise,
  )
  return lines
}

it("prints every few steps and the last anywhere else", async () => {
  const done = Array.from({ length: 12 }, (_, i) => {
    const step = i + 1
    return { step, steps: 12, tokens: 100 * step * step, items: [`reward ${step}`, "entropy 1"] }
  })
  expect(await printed(done, { quietly: 5, each: "2 seconds" })).toEqual([
    "step  5/12  reward 5  entropy 1  0:10 elapsed, 0:14 left  450 tokens/s",
    "step 10/12  reward 10  entropy 1  0:20 elapsed, 0:04 left  950 tokens/s",
    "step 12/12  reward 12  entropy 1  0:24 elapsed  1150 tokens/s",
  ])
})

it("counts from its own first step, of a run that goes on", async () => {
  const done = [41, 42].map((step) => ({ step, steps: 43, tokens: step * 36_000, items: [] }))
  expect(await printed(done, { quietly: 1, each: "1 hour" })).toEqual([
    "step 41/43  1:00:00 elapsed, 2:00:00 left",
    "step 42/43  2:00:00 elapsed, 1:00:00 left  10 tokens/s",
  ])
})
