// `npm run bench -- answers`: what the extractor and the comparison make of our own cases, by kind, and how quickly.
import { mathematically } from "@rlif/rewards/answer/math"
import * as Engine from "@rlif/rewards/answer/math/engine"
import { mathAnswer } from "@rlif/rewards/answer/math-answer"
import { verdict } from "@rlif/rewards/answer/verdict"
import { Console, Effect, FileSystem, Schema } from "effect"
import { fileURLToPath } from "node:url"

/** One case: whether an answer is right, and the kind that it stands for. */
export const Case = Schema.Struct({
  gold: Schema.String,
  answer: Schema.String,
  expected: Schema.Boolean,
  kind: Schema.String,
})

const decoded = Schema.decodeEffect(Schema.fromJsonString(Case))

const files = ["answers.jsonl", "answers_more.jsonl"].map((name) =>
  fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url))
)

/** The cases of the repository. */
export const cases = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const texts: ReadonlyArray<string> = yield* Effect.forEach(files, (file) => fs.readFileString(file))
  const lines = texts.flatMap((text) => text.trim().split("\n"))
  return yield* Effect.forEach(lines, (line) => decoded(line))
})

/** Grades all cases and prints a table in Markdown. */
export const answers = Effect.gen(function* () {
  const all = yield* cases
  const graded = yield* Effect.gen(function* () {
    yield* mathematically("x", "2x/2") // The engine starts.
    const started = performance.now()
    const judged = yield* Effect.forEach(all, (row) =>
      Effect.map(
        verdict(row.answer, row.gold, { answer: mathAnswer, compare: mathematically }),
        (is) => ({ ...row, is }),
      ))
    return { rows: judged, seconds: (performance.now() - started) / 1000 }
  }).pipe(Effect.provide(Engine.layerWorker()))
  yield* Console.log("| kind | rows | right | of wrong answers rewarded |\n|---|--:|--:|--:|")
  const kinds = Object.entries(Object.groupBy(graded.rows, ({ kind }) => kind)).toSorted(([a], [b]) => a < b ? -1 : 1)
  for (const [kind, rows = []] of [...kinds, ["**all**", graded.rows] as const]) {
    const [right, wrong] = [rows.filter(({ expected }) => expected), rows.filter(({ expected }) => !expected)]
    const paid = (of: typeof rows) => of.filter(({ is }) => is === "correct").length
    const cells = [kind, rows.length, share(paid(right), right.length), share(paid(wrong), wrong.length)]
    yield* Console.log(`| ${cells.join(" | ")} |`)
  }
  yield* Console.log(`\n${Math.round(all.length / graded.seconds)} rows a second`)
})

const share = (count: number, of: number): string => of === 0 ? "" : `${count} of ${of}`
