// `rlif grade`: answers held against gold answers, a verdict for each line of JSON.
import { boxed } from "@rlif/rewards/answer/boxed"
import { givenAnswer } from "@rlif/rewards/answer/given-answer"
import { hashed } from "@rlif/rewards/answer/hashed"
import { engineWorker } from "@rlif/rewards/answer/math/engine-worker"
import { mathematically } from "@rlif/rewards/answer/math/mathematically"
import { firstOf } from "@rlif/rewards/answer/math-answer"
import { type Verdict, verdict } from "@rlif/rewards/answer/verdict"
import { Console, Duration, Effect, Stream } from "effect"
import { checkApart } from "./_apart.ts"
import { command, showSettings } from "./_command.ts"
import { rows } from "./_rows.ts"
import { number, type Of, required, toggle } from "./_settings.ts"
import { writeWhole } from "./_whole_file.ts"

/** All that `rlif grade` can be told. */
export const gradeSettings = {
  input: required('JSONL file of {"gold": "...", "answer": "..."}, answers alone or in a solution'),
  output: required('JSONL file to write: {"verdict": "correct|wrong|unparsable"}'),
  limit: number(5, "seconds of algebra for one answer, which is unparsable after them", 0.01),
  dryRun: toggle(false, "check every row, write nothing"),
}

/** The command. */
export const grade = command("grade", {
  about: "Mathematical answers against gold answers: correct, wrong or unparsable",
  settings: gradeSettings,
  run: (settings) => Effect.provide(grading(settings), engineWorker({ limit: Duration.seconds(settings.limit) })),
})

const grading = Effect.fnUntraced(function* (settings: Of<typeof gradeSettings>) {
  const { input, output, dryRun } = settings
  yield* checkApart(input, output)
  const pairs = rows(input, pairOf)
  if (dryRun) {
    yield* Stream.runDrain(pairs)
    return yield* showSettings(settings)
  }
  const counts: Record<Verdict, number> = { correct: 0, wrong: 0, unparsable: 0 }
  const unreadable: Array<number> = []
  let line = 0
  const text = pairs.pipe(
    Stream.mapEffect(({ gold, answer }) => judged(gold, answer)),
    Stream.map(({ is, readable }) => {
      line++
      counts[is]++
      if (!readable) unreadable.push(line)
      return `${JSON.stringify({ verdict: is })}\n`
    }),
    Stream.grouped(256),
    Stream.map((lines) => lines.join("")),
  )
  yield* writeWhole(output, text)
  const { correct, wrong, unparsable } = counts
  const told = `${correct} correct, ${wrong} wrong, ${unparsable} unparsable`
  yield* Console.log(`Graded ${line} ${line === 1 ? "answer" : "answers"}: ${told}: ${output}`)
  if (unreadable.length > 0) yield* Console.error(complaint(input, unreadable))
}, Effect.scoped)

/** A gold answer, or the one that a worked solution of MATH or GSM8K ends with. */
const goldAnswer = firstOf(boxed, hashed, (text) => text)

/** The verdict, and whether the gold answer can be read at all: it equals itself, or an answer is not to blame. */
const judged = Effect.fnUntraced(function* (said: string, answer: string) {
  const gold = goldAnswer(said) ?? ""
  const is = yield* verdict(answer, gold, { answer: givenAnswer, compare: mathematically })
  const readable = is === "correct" || (yield* mathematically(gold, gold)) === "correct"
  return { is: readable ? is : "unparsable" as const, readable }
})

const complaint = (input: string, lines: ReadonlyArray<number>): string => {
  const shown = lines.slice(0, 10).join(", ") + (lines.length > 10 ? ", ..." : "")
  return `Cannot read "gold" of ${lines.length} ${lines.length === 1 ? "line" : "lines"} of "${input}": ${shown}; ` +
    "no answer to them is correct"
}

/** A row as a gold answer and what is held against it, or which field is wrong and why. */
const pairOf = (row: Readonly<Record<string, unknown>>) => {
  for (const field of ["gold", "answer"]) {
    const value = row[field]
    if (typeof value !== "string") {
      return { field, why: value === undefined ? "missing" : `${JSON.stringify(value)}, not a text` }
    }
  }
  return { value: { gold: row["gold"] as string, answer: row["answer"] as string } }
}
