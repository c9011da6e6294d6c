/** `sum_j v_j w_j` */
export const inner = (v: ReadonlyArray<number>, w: ReadonlyArray<number>): number =>
  v.reduce((sum, x, j) => sum + x * w[j], 0)

/** The Fisher metric of softmax in the logits, `(diag p - p p^T) w`. */
export const fisher = (p: ReadonlyArray<number>, w: ReadonlyArray<number>): ReadonlyArray<number> => {
  const mean = inner(p, w)
  return p.map((x, j) => x * (w[j] - mean))
}

/** `-v` */
export const negative = (v: ReadonlyArray<number>): ReadonlyArray<number> => v.map((x) => -x)

/** `f'(0)` from central differences of fourth order. */
export const derivative = (f: (x: number) => number, h = 1e-3): number =>
  (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)

/** p_j = w_j / sum w */
export const normalized = (weights: ReadonlyArray<number>): ReadonlyArray<number> => {
  const total = weights.reduce((sum, w) => sum + w, 0)
  return weights.map((w) => w / total)
}
