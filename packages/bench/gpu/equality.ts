/** How far two providers are apart on one fixture. */
export interface Equality {
  readonly fixture: string
  /** Largest absolute difference. */
  readonly logits: number
  /** Of the worst parameter: `|a - b| / |a|`, euclidean. */
  readonly gradient: number
  /** Which one that is. */
  readonly parameter: string
  /** Tokens sampled, and how many of them are the same. */
  readonly tokens: number
  readonly same: number
}

/** How far apart they may be: what the fixtures' own reference allows arithmetic in single precision. */
export const tolerance = { logits: 5e-5, gradient: 1e-4 } as const

/** Whether a provider computes the same. Not the other way around: NaN equals nothing. */
export const equal = ({ logits, gradient, tokens, same }: Equality): boolean =>
  logits <= tolerance.logits && gradient <= tolerance.gradient && tokens === same

/** `max |a - b|`. Infinite where the lengths differ or something is no number. */
export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Infinity
  let most = 0
  for (let i = 0; i < a.length; i++) {
    const distance = Math.abs(a[i] - b[i])
    if (Number.isNaN(distance)) return Infinity
    if (distance > most) most = distance
  }
  return most
}

/** `|a - b| / |a|`, euclidean; two zeros are equal. Infinite where the lengths differ or something is no number. */
export const relative = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Infinity
  let [difference, norm] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    difference += (a[i] - b[i]) ** 2
    norm += a[i] ** 2
  }
  if (difference === 0) return 0
  const ratio = Math.sqrt(difference / norm)
  return Number.isNaN(ratio) ? Infinity : ratio
}
