// How the completions of one prompt changed, update by update, in every run.
import { digits, strip } from "./shade.js"
import { promptOf } from "./state.js"
import { element } from "./tree.js"

/** Groups of the same problem and prompt, by update and then by run. */
export const groupsLike = (state, { group }) => {
  const found = new Map()
  for (const completion of state.completions) {
    const { group: other } = completion
    if (other.problem !== group.problem || other.prompt !== group.prompt) continue
    found.set(other, [...found.get(other) ?? [], completion])
  }
  return [...found.values()].sort(([a], [b]) => a.step - b.step || a.run - b.run)
}

/** All of them, one below the other. */
export const history = (state, completion, signal) => {
  const groups = groupsLike(state, completion)
  return [
    element(
      "h2",
      { id: "history-title" },
      `How this prompt changed: ${promptOf(state, completion.group).slice(0, 200)}`,
    ),
    element("p", {}, groups.length === 1 ? "It was sampled once." : `It was sampled ${groups.length} times.`),
    groups.map((all) => {
      const [{ run, step, heldOut, group }] = all
      const name = state.runs.length > 1 ? `, ${state.runs[run].name}` : ""
      return element("section", {}, [
        element("h3", {}, `${heldOut ? "After update" : "Update"} ${step}${name}`),
        element("p", { class: "where" }, summary(group)),
        all.map((each) => strip(state, each, signal)),
      ])
    }),
  ].flat()
}

/** The mean reward, how many are right, and which answers were given how often. */
const summary = (group) => {
  const rewards = group.reward.filter((value) => value !== null)
  const mean = rewards.reduce((sum, value) => sum + value, 0) / rewards.length
  const right = group.parts.exact_answer?.filter((value) => value === 1).length
  const votes = new Map()
  for (const answer of group.answer) votes.set(answer, (votes.get(answer) ?? 0) + 1)
  const answers = [...votes].sort(([, a], [, b]) => b - a).slice(0, 5).map(([answer, n]) =>
    `${answer ?? "none"} × ${n}`
  )
  return [
    ...rewards.length === 0 ? [] : [`mean reward ${digits(mean)}`],
    ...right === undefined ? [] : [`${right} of ${group.tokens.length} right`],
    `answers ${answers.join(", ")}${votes.size > 5 ? ", …" : ""}`,
  ].join("; ")
}
