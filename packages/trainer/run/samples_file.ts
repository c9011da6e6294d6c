import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Weighted } from "../stage/advantage.ts"
import { readLines } from "./lines_file.ts"
import { RunFolderError } from "./run_error.ts"

/**
 * What a step sampled, one JSON object a completion: problem, prompt, tokens, text, how it ended, reward with its
 * components, advantage and every signal of every token, rounded to 1e-6.
 */
export const samplesFile = (batch: ReadonlyArray<Weighted>): string =>
  batch.flatMap(({ group, rewards, components, advantages }) =>
    group.rollouts.map((rollout, i) =>
      JSON.stringify({
        problem: group.problem.id,
        gold: group.problem.gold,
        ...(group.problem.alsoGold && { alsoGold: group.problem.alsoGold }),
        prompt: Array.from(group.prompt),
        tokens: Array.from(rollout.tokens),
        text: rollout.text,
        finish: rollout.finish,
        version: group.version,
        temperature: group.temperature,
        reward: rewards[i],
        rewards: Object.fromEntries(Object.entries(components).map(([name, values]) => [name, values[i]])),
        advantage: advantages[i],
        signals: Object.fromEntries(
          Object.entries(rollout.signals).map(([name, values]) => [name, Array.from(values, rounded)]),
        ),
      }) + "\n"
    )
  ).join("")

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

/** Where it is in a run's folder. */
export const samplesName = (step: number): string => `samples/step_${String(step).padStart(6, "0")}.jsonl`

/** The update of such a file, by its name alone; undefined where it is none. */
export const stepOf = (name: string): number | undefined => {
  const found = /^step_(\d+)\.jsonl$/.exec(name)
  return found === null ? undefined : Number(found[1])
}

/** A schema of each number would take longer than all else; what is not finite is null in JSON. */
const Numbers = Schema.declare((given): given is ReadonlyArray<number | null> =>
  Array.isArray(given) && given.every((one) => typeof one === "number" || one === null)
)

/** What is not finite is null. */
const Value = Schema.NullOr(Schema.Finite)

const Sample = Schema.Struct({
  problem: Schema.String,
  gold: Schema.String,
  prompt: Numbers,
  tokens: Numbers,
  text: Schema.String,
  finish: Schema.Literals(["stop", "length"]),
  reward: Value,
  rewards: Schema.Record(Schema.String, Value),
  advantage: Value,
  signals: Schema.Record(Schema.String, Numbers),
})

/** A line of a samples file: a completion, with what a run wrote of it. */
export type Sample = typeof Sample.Type

/** Reads such a file back. A line that is no completion fails with its number. */
export const readSamples = Effect.fnUntraced(function* (path: string) {
  const all = yield* readLines(path, { line: Sample })
  const odd = all.findIndex(({ tokens, signals }) =>
    Object.values(signals).some(({ length }) => length !== tokens.length)
  )
  if (odd < 0) return all
  const reason = `line ${odd + 1}: a signal has not one number a token`
  return yield* new RunFolderError({ action: "read", path, reason })
})
