// `npm run bench -- watch`: what ten visitors of a run's live page cost.
import { Console, Effect } from "effect"
import { tableOf } from "../report/markdown.ts"
import { ended } from "./ended.ts"
import { type Visited, visited } from "./visited.ts"

// Long enough that what is paid once, at the first and the last visit, is what it is to a run.
const [many, steps, rounds] = [10, 160, 3]

/** The share of a step that ten visitors may take. */
const goal = 0.02

/** Trains with visitors and without, in turn, and prints what they cost; 1 where it is above the goal, 2 where it was told anything. */
export const watch = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  if (args.length > 0) {
    yield* Console.error(`Cannot measure watch with "${args.join(" ")}": it has no flags`)
    return 2
  }
  const all: Array<{ readonly alone: Visited; readonly seen: Visited }> = []
  for (let round = 0; round < rounds; round++) {
    const seen = visited({ visitors: many, steps })
    const alone = visited({ visitors: 0, steps })
    // Every other round in reverse, as a machine gets slower or faster meanwhile.
    const [first, second] = round % 2 === 0 ? [yield* alone, yield* seen] : [yield* seen, yield* alone]
    all.push(round % 2 === 0 ? { alone: first, seen: second } : { alone: second, seen: first })
  }
  const row = (name: string, of: (one: (typeof all)[number]) => Visited) => [
    name,
    (median(all.map((one) => of(one).took)) / steps).toFixed(3),
    (1000 * median(all.map((one) => of(one).computed)) / steps).toFixed(1),
    median(all.map((one) => of(one).heard)).toFixed(1),
  ]
  yield* Console.log(tableOf({
    title: "",
    headers: ["visitors", "seconds an update, start and end included", "of them by the main thread, ms", "MiB heard"],
    rows: [row("none", ({ alone }) => alone), row(String(many), ({ seen }) => seen)],
  }))
  const share = median(all.map(({ alone, seen }) => (seen.computed - alone.computed) / alone.took))
  yield* Console.log(
    `\n${many} visitors take ${(100 * share).toFixed(2)}% of an update on one core; the goal is below ${100 * goal}%.`,
  )
  const ends = yield* Effect.forEach([0, 1, 2], (round) => ended({ visitors: many, port: 41_700 + round }))
  const latest = Math.max(...ends)
  yield* Console.log(
    `An application that serves the page to ${many} visitors ends ${
      latest.toFixed(2)
    } s after SIGTERM, the latest of ${ends.length}; ` +
      "the goal is below a second.",
  )
  return share < goal && latest < 1 ? 0 : 1
})

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
