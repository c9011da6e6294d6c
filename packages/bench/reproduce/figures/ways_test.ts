// A claim that can end one way only says nothing: over worlds that are drawn at random, each is reproduced in some, not in
// others, and undecided where seeds disagree.
import { random, seed as mix } from "@rlif/core/random/seed"
import { describe, expect, it, vi } from "vitest"
import { pairName, pairs } from "../comparison.ts"
import type { Experiment } from "../experiment.ts"
import { type Bins, cooled, temperatures, transitional } from "../observation.ts"
import type { Row } from "../run.ts"
import { full } from "../scale.ts"
import { figures } from "./figures.ts"

// No verdict reads an interval, and bootstrapping those of thousands of curves takes minutes.
vi.mock("@rlif/trainer/evaluate", async (original) => ({
  ...await original<object>(),
  bootstrap: (values: ReadonlyArray<number>) => ({ low: Math.min(...values), high: Math.max(...values) }),
}))

/** A number from 0 to 1 that names decide. */
const drawn = (...names: ReadonlyArray<string | number>) => random(mix(0, ...names.map(String))).uniform()

/** What a row has as it is drawn, and what else is drawn for it. */
const shares = [
  "accuracy",
  "entropy",
  "self_certainty",
  "logprob",
  "greedy",
  "formatted",
  "easy",
  ...transitional,
  "pass_8",
  "pass_8_loose",
  "train/reward",
]
  .concat("majority_share", "distinct_answers", "majority_right")
  .concat(temperatures.flatMap((warmth) => [cooled("accuracy", warmth), cooled("loose", warmth)]))
const others = ["loose", "length", "digit", "whole", "rms"]

/** The runs of a world: starts by model, two later levels by objective, in every other world seeds as they please. */
const rowsOf = (world: number) => (experiment: Experiment): ReadonlyArray<Row> => {
  const { steps, every, problems, seed, instruct, objective } = experiment
  const spread = world % 2 === 0 ? 0.01 : 1
  const model = `${world} ${experiment.world}`
  const of = (name: string, point: string) =>
    drawn(model, instruct, objective, name, point) +
    spread * (drawn(model, instruct, objective, name, point, seed) - 0.5)
  // Mixes are between the two models that they mix.
  const first = (name: string) => {
    const [base, sibling] = [0, 1].map((share) => drawn(model, share, name))
    return base + (sibling - base) * instruct + spread * (drawn(model, instruct, name, seed) - 0.5)
  }
  const levels = new Map(
    [...shares, ...others].map((name) => [name, [first(name), of(name, "early"), of(name, "end")] as const]),
  )
  const level = (name: string, step: number) => {
    const [start, early, end] = levels.get(name)!
    return step <= 2 * every
      ? start + (early - start) * step / (2 * every)
      : early + (end - early) * (step - 2 * every) / (steps - 2 * every)
  }
  // A constant reward moves something in half of the worlds, or of the seeds.
  const still = objective === "constant" && drawn(world, "still", spread < 1 ? 0 : seed) < 0.5
  const bins = (probability: number, right: number): Bins =>
    Array.from({ length: 10 }, (_, b) => b === 9 ? [problems, probability * problems, right * problems] : [0, 0, 0])
  return Array.from({ length: Math.floor(steps / every) + 1 }, (_, i): Row => {
    const step = i * every
    const at = (name: string) => level(name, still ? 0 : step)
    return {
      step,
      metrics: {
        ...Object.fromEntries(shares.map((name) => [name, at(name)])),
        loose: at("accuracy") + 0.5 * at("loose"),
        length: 20 + 5 * at("length"),
        ...Object.fromEntries(
          pairs.map(pairName).flatMap((name) => [
            [`train/gap/${name}`, 10 ** (-8 + 6 * drawn(world, name) + 4 * spread * (drawn(world, name, seed) - 0.5))],
            [`train/rms/${name}`, 0.2 * at("rms")],
          ]),
        ),
      },
      bins: { answer: bins(at("digit"), at("accuracy")), completion: bins(at("whole"), at("accuracy")) },
    }
  })
}

/** The same rows for the same run, drawn once. */
const remembered = (rows: ReturnType<typeof rowsOf>) => {
  const found = new Map<string, ReadonlyArray<Row>>()
  return (experiment: Experiment) => {
    const name = JSON.stringify(experiment)
    return found.get(name) ?? found.set(name, rows(experiment)).get(name)
  }
}

describe("every claim", () => {
  const ended = new Map<string, Set<string>>()
  for (let world = 0; world < 80; world++) {
    const results = {
      scale: full,
      rows: remembered(rowsOf(world)),
      parting: () => undefined,
      recipe: () => undefined,
      watch: () => undefined,
    }
    for (const figure of figures) {
      for (const { claim, subject, verdict } of figure.draw(results).claims) {
        const name = `${subject ?? "all"}: ${claim}`
        ended.set(name, (ended.get(name) ?? new Set()).add(verdict))
      }
    }
  }
  it.each([...ended])(
    "can end each way: %s",
    (_, verdicts) => expect([...verdicts].toSorted()).toEqual(["not reproduced", "reproduced", "undecided"]),
  )
})
