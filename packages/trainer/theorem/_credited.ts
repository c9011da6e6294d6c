import type { Distribution } from "../equivalence/distributions.ts"
import { nodes, trajectories, type Tree } from "../equivalence/trees.ts"

/**
 * `E[sum_t grad log p_t(y_t) sum_{s >= t + from} of(p_s)]` by the logits of every node, where the gradient of log p_i is
 * `[i = j] - p_j`. `from` is 1 for what comes after a token.
 */
export const credited = (of: (p: Distribution) => number, from = 1) => (tree: Tree): Float64Array => {
  const all = nodes(tree)
  const starts: Array<number> = []
  let size = 0
  for (const { p } of all) {
    starts.push(size)
    size += p.length
  }
  const gradient = new Float64Array(size)
  for (const { path, probability, nodes: through } of trajectories(tree)) {
    path.forEach(({ p, token }, t) => {
      const later = path.slice(t + from).reduce((sum, at) => sum + of(at.p), 0)
      p.forEach((x, j) => (gradient[starts[through[t]] + j] += probability * later * ((j === token ? 1 : 0) - x)))
    })
  }
  return gradient
}
