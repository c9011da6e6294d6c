// The steps of a preset by all peers in turn, and how near they are to what the machine can do.
import { Effect } from "effect"
import { plan } from "../counts/plan.ts"
import { microBatches, type PresetName, presets, sizesOf } from "../step/preset.ts"
import type { Answer } from "./answer.ts"
import { boundOf, higher, kindsOf, type Roof, roofOf } from "./roof.ts"
import { inTurn, type Outcome } from "./rounds.ts"
import { type Speaker, speaker } from "./speaker.ts"
import { stepPeers, type StepPeersOptions } from "./step_peers.ts"

/** What came of a preset. */
export interface StepsCompared {
  readonly preset: PresetName
  readonly outcomes: ReadonlyArray<Outcome>
  /** By threads, what the machine did at most in the same minutes. */
  readonly roofs: Readonly<Record<number, Roof>>
  /** By threads, the seconds that each part of a step takes at least. */
  readonly bounds: Readonly<Record<number, Readonly<Record<string, number>>>>
}

/** Measures a preset. */
export const stepsCompared = Effect.fnUntraced(function* (
  preset: PresetName,
  { rounds, machine, ...means }: StepPeersOptions & {
    readonly rounds: number
    /** Who says what the machine can do. */
    readonly machine: Speaker
  },
) {
  const threads = [...new Set([1, means.threads])]
  const speakers = yield* Effect.forEach(stepPeers(presets[preset], means), speaker)
  const asked = Effect.forEach(threads, (count) => machine.ask(`${count}`))
  const before = yield* asked
  const outcomes = yield* inTurn(speakers, { ...sizesOf(presets[preset]), request: "step", rounds })
  const after = yield* asked
  const { runs } = yield* plan(presets[preset], microBatches.command)
  const each = <A>(of: (count: number, answers: ReadonlyArray<Answer>) => A): Readonly<Record<number, A>> =>
    Object.fromEntries(threads.map((count, i) => [count, of(count, [before[i], after[i]])]))
  // On a busy machine more threads may show less, but they do what one does.
  const alone = roofOf([before[0], after[0]], 1)
  const roofs = each((count, answers) => higher(alone, roofOf(answers, count)))
  const bounds = each((count) =>
    Object.fromEntries(Object.entries(kindsOf).map(([part, kinds]) => [part, boundOf(runs, kinds, roofs[count])]))
  )
  return { preset, outcomes, roofs, bounds } satisfies StepsCompared
}, Effect.scoped)
