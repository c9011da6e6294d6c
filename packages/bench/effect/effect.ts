// `npm run bench -- effect`: what Effect costs of a step of the preset small. Time in native calls is ONNX Runtime's, the
// copies of its outputs included, which it makes where no profiler of JavaScript looks: their bytes are said apart.
import { Console, Effect } from "effect"
import { tally } from "../counts/tally.ts"
import { plan } from "../counts/plan.ts"
import { tableOf } from "../report/markdown.ts"
import { microBatches, presets } from "../step/preset.ts"
import { profiled } from "./profiled.ts"
import { owners, shares } from "./shares.ts"

const count = 2

/** The share that Effect may have. */
const goal = 0.02

/** Profiles and prints; 1 where the share is above the goal, 2 where it was told anything. */
export const effect = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  if (args.length > 0) {
    yield* Console.error(`Cannot measure effect with "${args.join(" ")}": it has no flags`)
    return 2
  }
  const seconds = shares(yield* profiled(presets.small, count))
  const all = Object.values(seconds).reduce((a, b) => a + b, 0)
  const counted = tally(yield* plan(presets.small, microBatches.command))
  const fetched = Object.values(counted).reduce((sum, { fetched }) => sum + fetched, 0)
  yield* Console.log(tableOf({
    title: "",
    headers: ["whose", "ms a step", "share"],
    rows: owners.map((owner) => [
      owner,
      (1000 * seconds[owner] / count).toFixed(1),
      `${(100 * seconds[owner] / all).toFixed(2)}%`,
    ]),
  }))
  const share = seconds.effect / all
  yield* Console.log(
    `\n${(fetched / 2 ** 20).toFixed(0)} MiB of outputs a step are copied within the native calls.\n` +
      `Effect takes ${(100 * share).toFixed(2)}% of a step; the goal is below ${100 * goal}%.`,
  )
  return share < goal ? 0 : 1
})
