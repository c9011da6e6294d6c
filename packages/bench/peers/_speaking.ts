// What the peers' own scripts share: requests come in on lines, answers go out on lines, and time is measured in between.
import { Effect, Stream } from "effect"
import { createInterface } from "node:readline"
import type { Answer, Greeting, Time } from "./answer.ts"

/** What was asked, line by line, until nobody asks any more. */
export const requests: Stream.Stream<string> = Stream.orDie(
  Stream.fromAsyncIterable(createInterface({ input: process.stdin }), (error) => error),
)

/** Says a line. */
export const say = (line: Answer | Greeting): Effect.Effect<void> =>
  Effect.sync(() => void process.stdout.write(`${JSON.stringify(line)}\n`))

/** Seconds since some start. */
export const now = (): Time => {
  const { user, system } = process.cpuUsage()
  return { wall: performance.now() / 1e3, cpu: (user + system) / 1e6 }
}

/** Seconds from one moment to another. */
export const between = (from: Time, to: Time): Time => ({ wall: to.wall - from.wall, cpu: to.cpu - from.cpu })
