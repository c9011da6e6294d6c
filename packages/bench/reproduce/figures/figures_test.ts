// Every figure, drawn from rows whose shapes are known: what it claims has to come out as it was put in.
import { describe, expect, it } from "vitest"
import type { Verdict } from "../../report/drawing.ts"
import { pairName, pairs } from "../comparison.ts"
import type { Experiment } from "../experiment.ts"
import type { Bins, Calibration } from "../observation.ts"
import type { Row } from "../run.ts"
import { full, quick } from "../scale.ts"
import type { Results } from "../summary.ts"
import { calibrationError, lastAnswered, overconfidence } from "./calibration.ts"
import { figures } from "./figures.ts"
import { halved } from "./guidelines.ts"
import { rate } from "./word_claims.ts"
import { cooled, temperatures, transitional } from "../observation.ts"

/** Accuracy from 0 to 1 of the way, from its start. */
type Shape = (start: number, t: number) => number
const hump: Shape = (start, t) => start + 0.6 * t - 0.9 * t * t
const climb: Shape = (start, t) => start + (0.97 - start) * Math.min(1, 2 * t)
const sink: Shape = (start, t) => start * (1 - 0.8 * t)
const flat: Shape = (start) => start

const shapeOf = ({ objective, world, instruct }: Experiment): Shape =>
  objective === "constant"
    ? flat
    : objective === "exact-answer"
    ? climb
    : objective === "random" || objective === "shuffled"
    ? (start, t) => start - 0.1 * t
    : world === "wrong-mode" || instruct === 1
    ? sink
    : objective === "self-certainty" || objective === "token-entropy"
    ? hump
    : climb

const one = (count: number, probability: number, right: number): Bins =>
  Array.from({ length: 10 }, (_, b) => b === 9 ? [count, probability, right] as const : [0, 0, 0] as const)

const rowsOf = (experiment: Experiment): ReadonlyArray<Row> => {
  const { steps, every, seed, instruct, objective, problems } = experiment
  const start = 0.4 + 0.4 * instruct + 0.001 * (seed % 10)
  return Array.from({ length: Math.floor(steps / every) + 1 }, (_, i): Row => {
    const t = steps === 0 ? 0 : i * every / steps
    const accuracy = Math.max(0, shapeOf(experiment)(start, t))
    const certain = objective === "random" ? 0 : objective === "constant" ? 0 : t
    // Self-certainty ends without any answer, as it does in earnest.
    const answered = objective === "self-certainty" && t === 1 ? 0 : problems
    const bins: Calibration = {
      answer: one(answered, 0.99 * answered, accuracy * answered),
      completion: one(answered, certain * 0.9 * answered, accuracy * answered),
    }
    const apart = Object.fromEntries(
      pairs.map(pairName).flatMap((name, p) => [
        [`train/gap/${name}`, p === 0 ? 1e-9 : 2],
        // Nothing is apart in the end.
        [`train/rms/${name}`, p === 0 ? 1e-9 : 0.5 * (1 - t)],
      ]),
    )
    return {
      step: i * every,
      metrics: {
        accuracy,
        loose: accuracy + 0.1 * (1 - t),
        greedy: accuracy,
        formatted: 0.9,
        entropy: 0.5 * (1 - 0.9 * instruct) * (1 - 0.9 * certain),
        self_certainty: 8 + t,
        logprob: -0.5,
        length: experiment.world === "wrong-mode" ? 21 : 20,
        ...Object.fromEntries(
          transitional.map((word) => [word, 0.4 * (1 - (objective === "exact-answer" ? 0.5 : 1) * t)]),
        ),
        pass_8: 0.9 - 0.2 * t,
        pass_8_loose: 0.95 - 0.2 * t,
        easy: 0,
        majority_share: experiment.world === "wrong-mode" ? 0.6 : 0.6 + 0.01 * ((seed % 2) * 2 - 1),
        distinct_answers: 3 + 0.001 * seed,
        majority_right: 0.5,
        ...i > 0 ? { "train/reward": t, ...apart } : Object.fromEntries(
          temperatures.flatMap((warmth) => [
            [cooled("accuracy", warmth), 0.75 - 0.2 * warmth],
            [cooled("loose", warmth), 0.78 - 0.2 * warmth],
          ]),
        ),
      },
      bins,
    }
  })
}

const results = (scale: Results["scale"]): Results => ({
  scale,
  rows: rowsOf,
  watch: () => undefined,
  recipe: () => undefined,
  parting: ({ other }) =>
    other === "forward-certainty"
      ? { together: 100 }
      : { together: 1, first: { step: 2, completion: 3, token: 4, of: 256 } },
})
const drawings = figures.map((figure) => [figure.name, figure.draw(results(full))] as const)
const claims = drawings.flatMap(([, { claims }]) => claims)
const verdictOf = (claim: string, subject?: string): Verdict | undefined =>
  claims.find((one) => one.claim === claim && one.subject === subject)?.verdict

describe("claims", () => {
  it.each<readonly [string, string | undefined, Verdict]>([
    ["accuracy rises at first", "self-certainty", "reproduced"],
    ["accuracy ends below its start", "self-certainty", "reproduced"],
    ["accuracy ends below its start", "trajectory-mean", "not reproduced"],
    ["entropy falls", "token-entropy", "reproduced"],
    ["entropy falls monotonically", "token-entropy", "reproduced"],
    ["entropy falls fast: by more than half at first", "token-entropy", "not reproduced"],
    ["entropy falls faster than under exact-answer", "token-entropy", "undecided"],
    ["completions become shorter sooner than under exact-answer", "self-certainty", "undecided"],
    ["accuracy matches or surpasses that of exact-answer at the beginning", "self-certainty", "not reproduced"],
    ["accuracy matches or surpasses that of exact-answer at the beginning", "trajectory-mean", "undecided"],
    ["the reward goes on rising while accuracy falls", "self-certainty", "reproduced"],
    ["the reward goes on rising while accuracy falls", "trajectory-mean", "not reproduced"],
    ["exact-answer (RLVR) improves a base model", undefined, "reproduced"],
    ["exact-answer (RLVR) does not fall back", undefined, "reproduced"],
    ["where the mode is wrong, accuracy falls at once", "trajectory-mean", "reproduced"],
    ["where the mode is wrong, it falls more than under a random reward", "trajectory-mean", "reproduced"],
    ["it gains more in the sound world than in the wrong-mode world", "trajectory-sum", "reproduced"],
    ["an instruct model gains little: less than half of what exact-answer gains", "token-entropy", "reproduced"],
    ["an instruct model ends below its start", "token-entropy", "reproduced"],
    ["an instruct model ends lower than under a random reward", "token-entropy", "reproduced"],
    ["exact-answer (RLVR) improves an instruct model", undefined, "reproduced"],
    ["mixes: the entropy at the start falls as the share of instruct rises", undefined, "reproduced"],
    ["mixes: the base model gains more than the instruct model", undefined, "reproduced"],
    ["mixes: at .1 there is a gain still", undefined, "reproduced"],
    ["mixes: at .2 there is no gain left", undefined, "not reproduced"],
    ["transitional words become fewer", "self-certainty", "reproduced"],
    ["transitional words become fewer", "exact-answer", "reproduced"],
    ["transitional words become rare sooner than under exact-answer", "self-certainty", "reproduced"],
    ["the early gain is mostly form", "self-certainty", "not reproduced"],
    ["more of the early gain is form than under exact-answer", "self-certainty", "reproduced"],
    ["right in any form ends below its start", "self-certainty", "reproduced"],
    ["right in any form ends below its start", "trajectory-mean", "not reproduced"],
    ["guideline: stopped when entropy has halved, accuracy is higher than at the end", "self-certainty", "reproduced"],
    ["guideline: stopped when entropy has halved, accuracy is higher than at the end", "trajectory-sum", "undecided"],
    [
      "where the mode is wrong, a model stopped when entropy has halved is better than at its start",
      "token-entropy",
      "not reproduced",
    ],
    ["accuracy rises more than under a random reward", "self-certainty", "reproduced"],
    ["accuracy ends lower than under a random reward", "trajectory-sum", "not reproduced"],
    ["majority vote improves a base model", undefined, "reproduced"],
    ["majority vote makes models whose mode is wrong worse", undefined, "reproduced"],
    ["a constant reward moves nothing", undefined, "reproduced"],
    ["answers are under-confident at first", undefined, "not reproduced"],
    ["answers are over-confident in the end", "self-certainty", "reproduced"],
    ["answers end more over-confident than under exact-answer", "self-certainty", "reproduced"],
    ["token-entropy and self-certainty are not the same objective", undefined, "reproduced"],
  ])(
    "come out as they were put in: %s (%s)",
    (claim, subject, verdict) => expect(verdictOf(claim, subject)).toBe(verdict),
  )

  it("count only where they say something of internal feedback, and once", () => {
    const checks = claims.filter(({ check }) => check).map(({ claim, subject }) => `${subject}: ${claim}`)
    // Identities, what passes with labels too, and the second reading of trajectory entropy.
    expect(checks).toContain("undefined: a constant reward moves nothing")
    expect(checks.filter((name) => name.includes("not the same objective")).length).toBe(4)
    expect(checks).toContain("exact-answer: entropy falls")
    const paper = claims.filter(({ ours, check }) => !ours && !check)
    expect(paper.filter(({ subject }) => subject === "trajectory-mean")).toEqual([])
    expect(paper.filter(({ subject }) => subject === "exact-answer" || subject === "random")).toEqual([])
    expect(paper.filter(({ subject }) => subject === "trajectory-sum").length)
      .toBe(paper.filter(({ subject }) => subject === "self-certainty").length)
  })

  it("have names of their own", () => {
    const names = claims.map(({ claim, subject }) => `${subject}: ${claim}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it("are decided by no single seed", () => {
    const few = figures.flatMap((figure) => figure.draw(results(quick)).claims)
    expect(few.length).toBeGreaterThan(40)
    for (const { verdict } of few) expect(verdict).toBe("undecided")
  })
})

describe("drawings", () => {
  it("have numbers in every table and no hole", () => {
    for (const [name, { tables }] of drawings) {
      for (const { title, headers, rows } of tables) {
        for (const cells of rows) {
          expect(cells.length, `${name}: ${title}`).toBe(headers.length)
          for (const cell of cells) expect(cell, `${name}: ${title}`).not.toMatch(/NaN|undefined|not run/)
        }
      }
    }
  })

  it("have a point in every panel", () => {
    for (const [name, { pictures }] of drawings) {
      for (const { panels } of pictures) {
        for (const { title, curves } of panels) {
          expect(curves.some(({ points }) => points.length > 0), `${name}: ${title}`).toBe(true)
        }
      }
    }
  })

  it("say which signals tell the worlds apart: one that differs in every seed does, one that goes either way does not", () => {
    const { notes } = drawings.find(([name]) => name === "worlds")![1]
    const told = notes.find((note) => note.includes("right-mode models"))
    expect(told).toMatch(
      /^Wrong-mode and right-mode models are told apart in every seed by length \(1\.000 .*\), without labels\.$/,
    )
    expect(told).not.toContain("majority_share")
  })
})

describe("a rule that stops", () => {
  const run = (...entropies: ReadonlyArray<number>): ReadonlyArray<Row> =>
    entropies.map((entropy, i) => ({
      step: i,
      metrics: { entropy },
      bins: { answer: [], completion: [] },
    }))
  it("stops at the first evaluation whose entropy is half of the start's, at the last where none is", () => {
    expect(halved(run(0.5, 0.3, 0.25, 0.4, 0.1), [])).toBe(2)
    expect(halved(run(0.5, 0.3, 0.26), [])).toBe(2)
    expect(halved(run(0.5), [])).toBe(0)
  })
})

it("counts words by 100 tokens", () => {
  const rows = [20, 25].map((length, i): Row => ({
    step: i,
    metrics: { wait: 0.3, no: 0.2, length },
    bins: { answer: [], completion: [] },
  }))
  expect([rate(["wait", "no"], 0)(rows, []), rate(["no", "wait"])(rows, [])]).toEqual([2.5, 2])
})

describe("calibration", () => {
  const bins: Bins = one(10, 9, 5).map((bin, b) => b === 0 ? [10, 1, 3] as const : bin)
  it("is the mean distance of confidence from accuracy, bin by bin", () => {
    expect(calibrationError(bins)).toBeCloseTo((2 + 4) / 20)
    expect(overconfidence(bins)).toBeCloseTo((10 - 8) / 20)
  })

  it("is no number where nothing is answered, and is read off while half of the problems are", () => {
    expect([calibrationError(one(0, 0, 0)), overconfidence(one(0, 0, 0))]).toEqual([NaN, NaN])
    const rows = [10, 6, 5, 4].map((count, i): Row => ({
      step: i,
      metrics: {},
      bins: { answer: one(count, 0, 0), completion: one(count, 0, 0) },
    }))
    expect(lastAnswered(10)(rows, [])).toBe(2)
  })
})
