import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { rewardNames } from "./names.ts"
import { trainSettingsOf } from "./train_settings.ts"

const read = (json: unknown) => Effect.runSync(Effect.result(trainSettingsOf({ json, where: "here" })))

describe("settings that contradict each other", () => {
  it.each([
    [
      { reward: "exact-answer:1,log-ratio:0.1" },
      "Cannot use --reward exact-answer:1,log-ratio:0.1: log-ratio asks a second policy; use --teacher frozen or --teacher following:0.01",
    ],
    [
      { reward: "teacher-vote", teacher: "following:0.1", lookahead: 1 },
      "Cannot use --lookahead 1 with --teacher following:0.1: the teacher would move while a batch that is sampled ahead asks it",
    ],
    [
      { reward: "cross-vote", data: "a.jsonl", evalProblems: 0 },
      "Cannot use --reward cross-vote: cross-vote compares the wordings of a problem; name them by --paraphrase-column, a column of --data",
    ],
    [
      { data: "a.jsonl", evalProblems: 0, paraphraseColumn: "other", replacements: 1 },
      "Cannot use --replacements 1 with --paraphrase-column: a problem would be replaced without its wordings",
    ],
    [{ votes: 4 }, "Cannot use --votes 4: they are fewer than --completions 8"],
    [{ minibatches: 40 }, "Cannot use --minibatches 40: a batch has --problems 32"],
    [
      { minibatches: 4, epochs: 2, steps: 60 },
      "Cannot use --steps 60: --minibatches 4 and --epochs 2 make 8 updates of each batch, and it is no multiple of them",
    ],
    [
      { minibatches: 4 },
      "Cannot use --save-every 10: --minibatches 4 and --epochs 1 make 4 updates of each batch, and it is no multiple of them",
    ],
    [{ overlongMargin: 5 }, "Cannot use --overlong-margin: with --reward self-certainty it changes nothing"],
    [{ reward: "overlong", overlongMargin: 65 }, "Cannot use --overlong-margin 65: it is longer than --max-tokens 64"],
    [
      { correctionCap: 3 },
      "Cannot use --correction-per or --correction-cap: without --correction or a filter they change nothing",
    ],
    [
      { correction: "mask", lookahead: 1 },
      "Cannot use --correction mask with --loss clipped: only reinforce has no ratio of its own",
    ],
    [
      { correction: "truncate", loss: "reinforce" },
      "Cannot use --correction truncate: without --lookahead, --minibatches or --epochs it changes nothing",
    ],
    [
      { topP: 0.9, loss: "gspo" },
      "Cannot use --loss gspo with a filter: its ratio is of completions; use --correction-per completion",
    ],
    [
      { completions: 1 },
      "Cannot use --completions 1 with --advantage standardized: it compares the completions of a problem with each other, and one " +
      "alone teaches nothing; use 2 or more",
    ],
  ])("are refused: %j", (json, message) => expect(read(json)).toMatchObject({ failure: { message } }))

  it.each([
    { votes: 8 },
    { minibatches: 4, epochs: 2, steps: 64, saveEvery: 16 },
    { minibatches: 4, saveEvery: 0 },
    { reward: "overlong:0.5,length:1", overlongMargin: 5 },
    { correctionCap: 3, minP: 0.1 },
    { correction: "mask", loss: "reinforce", lookahead: 1 },
    { correction: "mask", loss: "reinforce", epochs: 2 },
    { topP: 0.9, loss: "gspo", correctionPer: "completion" },
    { signalTemperature: 1, temperature: 0.7, correctionCap: 4 },
    { completions: 1, loss: "nll" },
    { reward: "teacher-vote", teacher: "following:0.01:1e-5" },
    { reward: "self-certainty:1,log-ratio:0.1", teacher: "frozen" },
    { reward: "cross-vote", data: "a.jsonl", evalProblems: 0, paraphraseColumn: "other" },
    { eps: 1e-3, advantage: "raw", whitened: true },
  ])("are taken where they do not: %j", (json) => expect(read(json)).toMatchObject({ success: json }))
})

describe("a normaliser", () => {
  const told = ["self-certainty", "token-entropy", "trajectory-entropy"]

  it.each(rewardNames.flatMap((reward) => (["mean", "sum"] as const).map((normaliser) => ({ reward, normaliser }))))(
    "%o is used or refused, and never ignored",
    ({ reward, normaliser }) => {
      const result = read({ reward, normaliser })
      if (told.includes(reward)) return expect(result).toMatchObject({ success: { reward, normaliser } })
      const message = `Cannot use --normaliser ${normaliser} with --reward ${reward}: it is for ${told.join(", ")}`
      expect(result).toMatchObject({ failure: { _tag: "@rlif/trainer/SettingsError", message } })
    },
  )

  it.each(rewardNames)(
    "of the paper goes with %s",
    (reward) => expect(read({ reward, normaliser: "paper" })).toMatchObject({ success: { reward } }),
  )
})
