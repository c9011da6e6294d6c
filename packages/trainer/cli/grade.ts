// `rlif grade`: answers held against gold answers, a verdict for each line of JSON.
import { goldOf } from "@rlif/core/data"
import type { Group } from "@rlif/core/sample/group"
import * as Engine from "@rlif/rewards/answer/math/engine"
import { type Verdict, verdict } from "@rlif/rewards/answer/verdict"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { checkApart } from "./inputs/apart.ts"
import { command, showSettings } from "./_command.ts"
import { answersOf, mathNames, rewardOf } from "../settings/names.ts"
import { outputSettings } from "../settings/output.ts"
import { rows } from "./inputs/rows.ts"
import { choice, number, type Of, required, toggle } from "../settings/setting.ts"
import { checkOutput, told, writeWhole } from "./outputs/whole_file.ts"

/** All that `rlif grade` can be told. */
export const gradeSettings = {
  input: required('JSONL file of {"gold": "...", "answer": "..."}, answers alone or in a solution'),
  ...outputSettings('{"verdict": "correct|wrong|unparsable"}'),
  answer: choice(mathNames, "math", "how answers and golds are written, as for train and eval"),
  asReward: toggle(false, 'write beside each verdict what `train --reward exact-answer` pays: {..., "reward": 1}'),
  limit: number(5, "seconds of algebra for one answer, which is unparsable after them", 0.01),
  dryRun: toggle(false, "check every row, write nothing"),
}

/** The command. */
export const grade = command("grade", {
  about: "Mathematical answers against gold answers: correct, wrong or unparsable",
  settings: gradeSettings,
  run: (settings) => Effect.provide(grading(settings), Engine.layerWorker({ limit: Duration.seconds(settings.limit) })),
})

const grading = Effect.fnUntraced(function* (settings: Of<typeof gradeSettings>) {
  const { input, output, dryRun, asReward } = settings
  yield* checkApart(input, output)
  yield* checkOutput(settings)
  const pairs = rows(input, pairOf)
  if (dryRun) {
    yield* Stream.runDrain(pairs)
    return yield* showSettings(settings)
  }
  const graded = yield* Ref.make(nothing)
  const text = pairs.pipe(
    Stream.mapEffect((pair) => judged(pair, settings)),
    Stream.tap((judgment) => Ref.update(graded, counted(judgment))),
    Stream.map(({ is, reward }) => `${JSON.stringify({ verdict: is, reward })}\n`),
    Stream.grouped(256),
    Stream.map((lines) => lines.join("")),
  )
  yield* writeWhole(settings, text)
  const { lines, correct, wrong, unparsable, paid, unreadable } = yield* Ref.get(graded)
  const counts = `${correct} correct, ${wrong} wrong, ${unparsable} unparsable${asReward ? `, ${paid} rewarded` : ""}`
  yield* told(settings, `Graded ${lines} ${lines === 1 ? "answer" : "answers"}: ${counts}: ${output}`)
  if (unreadable > 0) yield* Console.error(complaint(input, yield* Ref.get(graded)))
}, Effect.scoped)

/** What is said of all rows at the end. */
interface Graded extends Readonly<Record<Verdict, number>> {
  readonly lines: number
  readonly paid: number
  readonly unreadable: number
  /** The first lines whose gold answer is unreadable. */
  readonly shown: ReadonlyArray<number>
}

const nothing: Graded = { lines: 0, correct: 0, wrong: 0, unparsable: 0, paid: 0, unreadable: 0, shown: [] }

const counted =
  ({ is, readable, reward = 0 }: Effect.Success<ReturnType<typeof judged>>) => (graded: Graded): Graded => {
    const lines = graded.lines + 1
    const more = { ...graded, lines, [is]: graded[is] + 1, paid: graded.paid + reward }
    if (readable) return more
    const shown = graded.shown.length < 10 ? [...graded.shown, lines] : graded.shown
    return { ...more, unreadable: graded.unreadable + 1, shown }
  }

interface Pair {
  readonly gold: string
  readonly answer: string
}

/** The verdict, and whether the gold answer can be read at all: it equals itself, or an answer is not to blame. */
const judged = Effect.fnUntraced(
  function* (pair: Pair, { answer, asReward }: Pick<Of<typeof gradeSettings>, "answer" | "asReward">) {
    const gold = goldOf(pair.gold)
    const answers = answersOf(answer)
    const is = yield* verdict(pair.answer, gold, answers)
    const readable = is === "correct" || (yield* answers.compare!(gold, gold)) === "correct"
    const reward = asReward ? yield* paid({ gold, answer: pair.answer }, answer) : undefined
    return { is: readable ? is : "unparsable" as const, readable, reward }
  },
)

/** What training pays for an answer: the reward of `train --reward exact-answer`, given a group of one completion. */
const paid = (pair: Pair, answer: Of<typeof gradeSettings>["answer"]) => {
  const reward = rewardOf("exact-answer", {
    answers: answersOf(answer),
    temperature: 1,
    normaliser: "paper",
    seed: 0,
  })
  const none = new Float32Array(0)
  const group: Group = {
    problem: { id: "1", problem: "", gold: pair.gold },
    prompt: new Int32Array(0),
    rollouts: [{
      tokens: new Int32Array(0),
      text: pair.answer,
      finish: "stop",
      signals: { logprob: none, entropy: none, selfCertainty: none },
    }],
    temperature: 1,
    version: 0,
  }
  return Effect.map(reward.score([group]), ([{ total }]) => total[0])
}

const complaint = (input: string, { unreadable, shown }: Graded): string => {
  const lines = shown.join(", ") + (unreadable > shown.length ? ", ..." : "")
  return `Cannot read "gold" of ${unreadable} ${unreadable === 1 ? "line" : "lines"} of "${input}": ${lines}; ` +
    "no answer to them is correct"
}

/** A row as a gold answer and what is held against it, or which field is wrong and why. */
const pairOf = ({ gold, answer }: Readonly<Record<string, unknown>>) => {
  if (typeof gold !== "string") return wrong("gold", gold)
  return typeof answer === "string" ? { value: { gold, answer } } : wrong("answer", answer)
}

const wrong = (field: string, value: unknown) => ({
  field,
  why: value === undefined ? "missing" : `${JSON.stringify(value)}, not a text`,
})
