import * as Policy from "@rlif/core/policy"
import type { Problem } from "@rlif/core/data"
import { heldOutProblems, looseAnswer, strictAnswer } from "@rlif/core/data/arithmetic"
import { type Seed, seed as mix } from "@rlif/core/random/seed"
import type { Group } from "@rlif/core/sample/group"
import { rollOut } from "@rlif/core/sample/roll-out"
import { allSignals } from "@rlif/core/signals"
import type { Metrics } from "@rlif/trainer/stage/step"
import { type Context, Effect, Stream } from "effect"
import { setting } from "../experiment.ts"
import { steps } from "../training.ts"
import type { Cell, Watching } from "./cell.ts"
import { columnsOf } from "./columns.ts"

/** An update, as rules see it: numbers of its batch that no label went into, and labelled problems as they are answered after it. */
export interface Watched {
  readonly step: number
  readonly columns: Metrics
  /**
   * A digit a labelled problem, in their order: 1 where one completion after this update is right; and the same of the start
   * model, asked anew.
   */
  readonly right: string
  readonly before: string
}

/** Held-out problems after so many updates: how many of eight completions of each are right, a digit a problem, and what else they show. */
export interface Evaluated {
  readonly step: number
  readonly right: string
  readonly metrics: Metrics
}

/** A run with all its updates, and what held-out problems show of it now and then. */
export interface Watch {
  /** Of the start model: a digit a labelled problem, 1 where its likeliest completion is right. */
  readonly likeliest: string
  readonly updates: ReadonlyArray<Watched>
  readonly evaluations: ReadonlyArray<Evaluated>
}

/** Held-out problems of a seed: those of evaluations, and others with labels. */
export const problemsOf = (seed: number, { problems, labelled }: Pick<Watching, "problems" | "labelled">) => {
  const all = heldOutProblems(mix(seed, "guards", "held out"), problems + labelled)
  return { evaluated: all.slice(0, problems), labelled: all.slice(problems) }
}

const { maxTokens, temperature } = setting
const options = { signals: allSignals, maxTokens, temperature }

/** What eight completions of each of some problems show of a policy after so many updates. */
export const evaluation = (
  problems: ReadonlyArray<Problem>,
  { seed, step }: { readonly seed: Seed; readonly step: number },
) =>
  Effect.map(rollOut(problems, { ...options, completions: 8, seed }), (told): Evaluated => ({
    step,
    right: digits(told),
    metrics: observed(told),
  }))

/** Trains a cell to its end and watches it, beside a policy of the start model that nothing trains. */
export const watch = Effect.fn("watch")(function* (
  cell: Cell,
  watching: Omit<Watching, "seeds">,
  start: Context.Service.Shape<typeof Policy.Policy>,
) {
  const { labelled, evaluated } = problemsOf(cell.seed, watching)
  const answers = (problems: typeof labelled, completions: number, ...name: ReadonlyArray<string | number>) =>
    rollOut(problems, { ...options, completions, seed: mix(cell.seed, "guards", ...name) })
  const evaluate = (step: number) => evaluation(evaluated, { seed: mix(cell.seed, "guards", "evaluation"), step })
  const first = yield* evaluate(0)
  const likeliest = digits(yield* rollOut(labelled, { ...options, completions: 1, temperature: 0, seed: cell.seed }))
  const seen = yield* steps(cell).pipe(
    Stream.take(watching.steps),
    Stream.mapEffect(Effect.fnUntraced(function* ({ step, batch, metrics }) {
      const columns = yield* columnsOf({ batch, metrics }, start.read)
      const right = digits(yield* answers(labelled, 1, "labelled", step))
      const asked = answers(labelled, 1, "labelled before", step)
      const before = digits(yield* Effect.provideService(asked, Policy.Policy, start))
      const shown = step % watching.every === 0 ? [yield* evaluate(step)] : []
      return { update: { step, columns, right, before }, shown }
    })),
    Stream.runCollect,
  )
  const found: Watch = {
    likeliest,
    updates: seen.map(({ update }) => update),
    evaluations: [first, ...seen.flatMap(({ shown }) => shown)],
  }
  return found
})

/** How many completions of each problem are right, in the form asked for. */
const digits = (told: ReadonlyArray<Group>): string =>
  told.map(({ problem, rollouts }) => rollouts.filter(({ text }) => strictAnswer(text) === problem.gold).length).join(
    "",
  )

/** What held-out problems show, of all their completions. */
const observed = (told: ReadonlyArray<Group>): Metrics => {
  const any = told.flatMap(({ problem, rollouts }) => rollouts.map((rollout) => ({ ...rollout, gold: problem.gold })))
  const share = (holds: (one: (typeof any)[number]) => boolean) => mean(any.map((one) => Number(holds(one))))
  const pass = (answer: typeof strictAnswer) =>
    mean(told.map(({ problem, rollouts }) => Number(rollouts.some(({ text }) => answer(text) === problem.gold))))
  return {
    accuracy: share(({ text, gold }) => strictAnswer(text) === gold),
    loose: share(({ text, gold }) => looseAnswer(text) === gold),
    formatted: share(({ text }) => strictAnswer(text) !== undefined),
    pass_8: pass(strictAnswer),
    pass_8_loose: pass(looseAnswer),
    entropy: mean(any.flatMap(({ signals }) => Array.from(signals.entropy))),
    length: mean(any.map(({ tokens }) => tokens.length)),
  }
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, x) => sum + x, 0) / values.length
