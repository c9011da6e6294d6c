// Which completions are shown, and in which order.
import { partOf, promptOf, timesOf } from "./state.js"

/** What is last where it is no number. */
const by = (value) => (a, b) => (value(a) ?? Infinity) - (value(b) ?? Infinity)

/** Orders by name. */
export const orders = {
  "as sampled": undefined,
  "lowest reward": by(({ group, i }) => group.reward[i]),
  "highest reward": by(({ group, i }) => group.reward[i] === null ? null : -group.reward[i]),
  "lowest advantage": by(({ group, i }) => group.advantage[i]),
  "highest advantage": by(({ group, i }) => group.advantage[i] === null ? null : -group.advantage[i]),
  longest: by(({ group, i }) => -lengthOf(group, i)),
  shortest: by(({ group, i }) => lengthOf(group, i)),
}

/** In tokens where they are known, each a character or a pair of surrogates; in letters else. */
const lengthOf = (group, i) => group.tokens[i].length || (group.text[i]?.length ?? 0)

/** Filters by name. */
export const filters = {
  all: () => true,
  "apart from the majority": ({ group, i }) => group.apart[i],
  right: (completion) => partOf(completion, "exact_answer") === 1,
  wrong: (completion) => partOf(completion, "exact_answer") === 0 && completion.group.answer[completion.i] !== null,
  "without an answer": ({ group, i }) => group.answer[i] === null,
  "cut by the limit": ({ group, i }) => group.cut[i],
  "prompts sampled again": ({ group }, state) => timesOf(state, group) > 1,
}

/** Those completions that a choice asks for, in its order; an empty run or update is any. */
export const chosen = (state, { set, run, step, filter, order, text }) => {
  const wanted = text.trim()
  const some = state.completions.filter((completion) =>
    completion.heldOut === (set === "held out") &&
    (run === "" || completion.run === Number(run)) &&
    (step === "" || completion.step === Number(step)) &&
    filters[filter](completion, state) &&
    (wanted === "" || promptOf(state, completion.group).includes(wanted) || completion.group.problem.includes(wanted))
  )
  return orders[order] === undefined ? some : some.sort(orders[order])
}
