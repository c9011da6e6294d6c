/** What is wrong with a signal's name; undefined where nothing is. */
export const nameProblem = (name: string): string | undefined => {
  if (typeof name !== "string" || !/^[A-Za-z]\w*$/.test(name)) return "its name is no identifier"
  if (taken.has(name)) return "the policy's graphs have that name for themselves"
  return name in Object.prototype ? "every object has that name for itself" : undefined
}

/** Inputs and outputs of the sampler, the reader and the learner, beside those that have a dot. */
const taken = new Set([
  "bias",
  "cos",
  "drawn",
  "next",
  "prompt_of_row",
  "seen",
  "sin",
  "state",
  "token",
  "tokens",
  "uniform",
])
