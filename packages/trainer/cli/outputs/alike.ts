/** After how many updates in a row without any difference of rewards a run is warned, and at its end. */
const patience = 5

/** A warning where the rewards of no group differed for so many updates, or for all of a run. */
export const alikeWarning = (
  streak: number,
  { reward, step, steps }: { readonly reward: string; readonly step: number; readonly steps: number },
): ReadonlyArray<string> => {
  const throughout = step === steps && streak === steps
  if (streak !== patience && !throughout) return []
  const updates = streak === 1 ? "the only update" : throughout ? `all ${streak} updates` : `${streak} updates in a row`
  return [
    `Warning: in ${updates} the rewards (${reward}) of each problem's completions were all the same, so nothing was ` +
    "learned from them. Look at samples/ for what is rewarded; raise --completions or --temperature, or take problems " +
    "that are sometimes answered right",
  ]
}
