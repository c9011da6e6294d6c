/** One answer among a problem's completions: how many give it, and how many of those are right. */
interface Candidate {
  readonly votes: number
  readonly right: number
}

/**
 * maj@k: how likely the most frequent answer of k completions is right, exactly averaged over all k-subsets of the n >= k
 * completions that were sampled. Of equally frequent answers each one is as likely to be taken as another, which is what
 * `majorityVote` does with completions in random order: it takes the one given first. A completion without an answer has no
 * vote, and a subset without votes is wrong. `labels` are those of `clustersBy`: completions with equal labels agree, -1
 * gives no answer.
 *
 * The sum over subsets is one over counts. Let every completion be drawn by itself with probability q = k / (n + 1); given
 * that k were drawn, they are a uniform subset. For each top count t, a table over (drawn so far, how many answers have t)
 * of answers with at most t votes gives
 *
 *     maj@k = sum_t sum_r E[sum of right shares of the r answers with t votes; k drawn] / r / P(k drawn)
 *
 * @example
 * ```ts
 * import { majorityAt } from "@rlif/trainer/evaluate"
 * const labels = [0, 0, 0, 3]
 * majorityAt(3, { labels, right: [true, true, true, false] }) // 1: at least two of any three
 * majorityAt(2, { labels, right: [true, true, true, false] }) // 0.75: half of the three ties count
 * ```
 *
 * @since 0.1.0
 */
export const majorityAt = (
  k: number,
  { labels, right }: { readonly labels: ReadonlyArray<number>; readonly right: ReadonlyArray<boolean> },
): number => {
  const n = labels.length
  const answers: ReadonlyArray<Candidate> = [...new Set(labels)].filter((label) => label >= 0).map((label) => {
    const members = labels.flatMap((other, i) => other === label ? [i] : [])
    return { votes: members.length, right: members.filter((i) => right[i]).length }
  })
  const silent = labels.filter((label) => label < 0).length
  const draws = binomial(k / (n + 1))
  const [all, none] = [draws(n), draws(silent)]
  let won = 0
  for (let t = 1; t <= Math.min(k, Math.max(0, ...answers.map(({ votes }) => votes))); t++) {
    won += topped(t, { k, answers, draws, none })
  }
  // Rounding may leave the last bit above 1.
  return Math.min(1, won / all[k])
}

/** The part of maj@k, times P(k drawn), where the top count is t. */
const topped = (t: number, { k, answers, draws, none }: {
  readonly k: number
  readonly answers: ReadonlyArray<Candidate>
  readonly draws: (n: number) => Float64Array
  /** Probabilities of how many are drawn that give no answer. */
  readonly none: Float64Array
}): number => {
  const ranks = Math.floor(k / t) + 1
  // (drawn, how many have t) -> probability, and the expected sum of their right shares there
  let [mass, share] = [new Float64Array((k + 1) * ranks), new Float64Array((k + 1) * ranks)]
  for (let s = 0; s <= Math.min(k, none.length - 1); s++) mass[s * ranks] = none[s]
  for (const { votes, right } of answers) {
    const chances = draws(votes)
    const [nextMass, nextShare] = [new Float64Array(mass.length), new Float64Array(share.length)]
    for (let s = 0; s <= k; s++) {
      for (let r = 0; r < ranks; r++) {
        const [here, of] = [mass[s * ranks + r], share[s * ranks + r]]
        if (here === 0) continue
        for (let drawn = 0; drawn <= Math.min(t, votes, k - s); drawn++) {
          const at = (s + drawn) * ranks + r + Number(drawn === t)
          nextMass[at] += here * chances[drawn]
          nextShare[at] += (of + (drawn === t ? here * right / votes : 0)) * chances[drawn]
        }
      }
    }
    ;[mass, share] = [nextMass, nextShare]
  }
  let won = 0
  for (let r = 1; r < ranks; r++) won += share[k * ranks + r] / r
  return won
}

/** n -> the probabilities of 0 to n successes, by logarithms: the extremes of thousands of draws would vanish else. */
const binomial = (q: number) => (n: number): Float64Array => {
  let log = n * Math.log1p(-q)
  return Float64Array.from({ length: n + 1 }, (_, i) => {
    if (i > 0) log += Math.log((n - i + 1) / i) + Math.log(q / (1 - q))
    return Math.exp(log)
  })
}
