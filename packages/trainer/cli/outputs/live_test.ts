import { Console, Effect } from "effect"
import { expect, it } from "vitest"
import { live } from "./live.ts"

/** What is written while `steps` of 20 are shown on a screen of so many columns, 0 being one that does not say. */
const shown = (columns: number, steps: ReadonlyArray<number>): ReadonlyArray<string> => {
  const written: Array<string> = []
  const screen = { isTTY: true, columns, write: (text: string) => written.push(text) > 0 }
  const run = Effect.gen(function* () {
    const show = yield* live({ quietly: 5, screen })
    yield* show.line("begin")
    for (const step of steps) yield* show.step(step, 20, ["reward 0.123", "entropy 0.456", "a long item ".repeat(9)])
    yield* show.line("end")
  })
  Effect.runSync(Effect.scoped(run))
  return written
}

it("redraws one line of a terminal", () => {
  expect(shown(80, [10, 20])).toEqual([
    "\r\x1b[2Kbegin\n",
    `\r\x1b[2K${"━".repeat(12)}${"╌".repeat(12)} 10/20  reward 0.123  entropy 0.456`,
    `\r\x1b[2K${"━".repeat(24)} 20/20  reward 0.123  entropy 0.456\n`,
    "\r\x1b[2Kend\n",
  ])
})

it("keeps the bar below other lines, and leaves its line when it ends early", () => {
  const bar = `${"━".repeat(12)}${"╌".repeat(12)} 10/20  reward 0.123  entropy 0.456`
  expect(shown(0, [10]).slice(1)).toEqual([`\r\x1b[2K${bar}`, `\r\x1b[2Kend\n${bar}`, "\n"])
})

it("never wraps", () => {
  for (let columns = 1; columns < 200; columns++) {
    const [, line] = shown(columns, [5])
    expect(line.length - "\r\x1b[2K".length).toBeLessThan(Math.max(columns, 2))
    expect(line.includes("entropy 0.456")).toBe(columns > 8 + " 10/20  reward 0.123  entropy 0.456".length)
  }
})

it("prints every few steps and the last anywhere else", () => {
  const lines: Array<string> = []
  const screen = { isTTY: false, columns: 80, write: () => true }
  const run = Effect.gen(function* () {
    const show = yield* live({ quietly: 5, screen })
    for (let step = 1; step <= 12; step++) yield* show.step(step, 12, [`reward ${step}`, "entropy 1"])
  })
  const capture: Console.Console = { ...console, log: (text: string) => void lines.push(text) }
  Effect.runSync(Effect.scoped(Effect.provideService(run, Console.Console, capture)))
  expect(lines).toEqual([5, 10, 12].map((n) => `step ${`${n}`.padStart(2)}/12  reward ${n}  entropy 1`))
})
