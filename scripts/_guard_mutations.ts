// Mistakes in what may end a run: guards that object too early or too late, and runs that keep the wrong weights.
import { foundBy, type Mutation } from "./_mutation.ts"

/** All of them. */
export const guardMutations: ReadonlyArray<Mutation> = [
  ...foundBy("packages/trainer/guard/rules", {
    "trainer/guard/_course": [
      ["a start that moves", "course?.start ?? value", "value"],
      ["smoothed the other way round", "now + smooth * (value - now)", "value + smooth * (now - value)"],
      ["a lag that is never broken", "+ 1 : 0 }", "+ 1 : (course?.held ?? 0) }"],
    ],
    "trainer/guard/acting": [["a warning at every update", "objected ? proceed :", "objected && false ? proceed :"]],
    "trainer/guard/agreement": [["agreement that has to exceed its level", "now >= level ||", "now > level ||"]],
    "trainer/guard/apart": [["advantages that have to exceed their share", "now >= share", "now > share"]],
    "trainer/guard/clock": [
      ["a clock that is one update early", "done < updates", "done + 1 < updates"],
      ["a clock that counts evaluations", "metrics.reward === undefined", "false"],
    ],
    "trainer/guard/decline": [
      ["a decline against the last one", "Math.max(largest, by)", "by"],
      ["a decline measured an update late", "seen % every !== 0", "(seen - 1) % every !== 0 || seen === 1"],
      ["a rollback to where the decline ended", "back: every + 1", "back: 1"],
    ],
    "trainer/guard/entropy_budget": [
      ["a budget that has to be exceeded", "now <= share * start", "now < share * start"],
      ["a floor in nats", "floor * Math.log(vocabulary)", "floor"],
      ["a floor at every update", "course === undefined && start < least", "now < least"],
    ],
    "trainer/guard/guard": [[
      "a warning that hides a stop",
      "decisions.find(ends) ?? decisions.find",
      "decisions.find",
    ]],
    "trainer/guard/two_sided": [
      ["one-sided", "now < share * start || now * share > start", "now < share * start"],
      ["a lag that lines without numbers end", "metrics[name] !== undefined && next[name].held", "next[name].held"],
    ],
  }),
  ...foundBy("packages/trainer/guard/few_labels", {
    "trainer/guard/few_labels": [
      ["betting begins with all at every check", "1 / (checks * (checks + 1))", "1"],
      ["what has not begun counts twice", "+ 1 / (checks + 1)", "+ 2 / (checks + 1)"],
      [
        "gains and losses confused",
        "(1 + bet) ** lost * (1 - bet) ** gained",
        "(1 + bet) ** gained * (1 - bet) ** lost",
      ],
      ["gains that cost nothing", " * (1 - bet) ** gained", ""],
    ],
  }),
  ...foundBy("packages/trainer/run/watched", {
    "trainer/run/watched": [
      ["the update that was objected to is kept", "yield* training.restore(to.state)", "yield* Effect.void"],
      ["the step that was objected to comes out", "Stream.filter(() => !ended)", "Stream.filter(() => true)"],
      ["the weights of the start are kept", "void (last = { step, state })", "void [step, state]"],
      ["a rollback as far as the objection", "older(step - (objection.back ?? 1))", "older(step)"],
    ],
    "trainer/run/averaged": [["a sum of weights", "0) / all.length", "0)"]],
  }),
  ...foundBy("packages/trainer/run/batch_columns", {
    "trainer/run/batch_columns": [
      ["no answer is an answer", "labels.filter((label) => label >= 0)", "labels"],
      ["advantages apart, not relative to their size", "others[i])) / size)", "others[i])))"],
    ],
  }),
]
