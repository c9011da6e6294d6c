import type { Group } from "@rlif/core/sample/group"
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { drawn, field, listOf, lower, whole, within, without } from "./_drawn.ts"
import { grouped, type Path, rollout } from "./_rollouts.ts"
import type { Distribution } from "./distributions.ts"
import { code, lighter, normalized, shape, weight } from "./_weights.ts"

/**
 * A policy as far as it goes: the distribution of the next symbol, and after each symbol either the rest or, where
 * there is none, the end of the completion. Every stopping rule, truncation included, is one of these.
 * @stability unstable
 * @since 0.1.0
 */
export interface Tree {
  readonly p: Distribution
  readonly next: ReadonlyArray<Tree | undefined>
}

/**
 * A whole completion of a tree.
 * @stability unstable
 * @since 0.1.0
 */
export interface Trajectory {
  readonly path: Path
  /** `pi(y) = prod_t p_t(y_t)` */
  readonly probability: number
  /** The tree's nodes that it goes through, numbered as `nodes` lists them. */
  readonly nodes: ReadonlyArray<number>
}

/**
 * The nodes of a tree, each once and before those below it: the states of a tabular policy. One node in two places is one
 * state that is reached in two ways.
 * @stability unstable
 * @since 0.1.0
 */
export const nodes = (tree: Tree): ReadonlyArray<Tree> => [
  ...new Set([tree, ...tree.next.flatMap((child) => child === undefined ? [] : nodes(child))]),
]

/**
 * All completions of a tree; their probabilities sum to 1.
 * @stability unstable
 * @since 0.1.0
 */
export const trajectories = (tree: Tree): ReadonlyArray<Trajectory> => {
  const numbers = new Map(nodes(tree).map((node, i) => [node, i]))
  const from = (node: Tree, before: Trajectory): ReadonlyArray<Trajectory> =>
    node.p.flatMap((x, token) => {
      const here: Trajectory = {
        path: [...before.path, { p: node.p, token }],
        probability: before.probability * x,
        nodes: [...before.nodes, numbers.get(node)!],
      }
      const child = node.next[token]
      return child === undefined ? [here] : from(child, here)
    })
  return from(tree, { path: [], probability: 1, nodes: [] })
}

/**
 * `E[f(y)]`, exactly: the sum over all completions.
 * @stability unstable
 * @since 0.1.0
 */
export const expectation = (tree: Tree, f: (trajectory: Trajectory) => number): number =>
  trajectories(tree).reduce((sum, trajectory) => sum + trajectory.probability * f(trajectory), 0)

/**
 * All completions of a tree as one group, in the order of `trajectories`, for rewards to score.
 * @stability unstable
 * @since 0.1.0
 */
export const everyCompletion = (tree: Tree): Group =>
  grouped(trajectories(tree).map(({ path }) => rollout(path, "stop")))

/**
 * Sizes of random trees.
 * @stability unstable
 * @since 0.1.0
 */
export interface TreeOptions {
  /** Tokens of the longest completion, at most. Default 6. */
  readonly depth?: number
  /** Symbols, at most. Default 3. */
  readonly vocabulary?: number
}

/**
 * Policies over 2 or 3 symbols whose completions end where the tree says, after at most six: at all of their nodes plain,
 * near a vertex (to one part in ten million) or near uniform, and here and there a token is forced, the only symbol there.
 * A tree has up to 15 nodes, so up to 31 completions. Trees shrink to few nodes of small weights.
 *
 * @example
 * ```ts
 * import { expectation, trees } from "@rlif/trainer/equivalence"
 * import { Arbitrary, Effect } from "effect"
 *
 * const [tree] = Effect.runSync(Arbitrary.sampleEffect(trees(), { count: 1, seed: 1 }))
 * expectation(tree, () => 1) // 1
 * expectation(tree, ({ path }) => path.length) // the expected length, exactly
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const trees = (options: TreeOptions = {}): Arbitrary.Arbitrary<Tree> => grown(1, options, ([tree]) => tree)

/**
 * A policy and one to compare it with that ends its completions in the same places.
 * @stability unstable
 * @since 0.1.0
 */
export interface TreePair {
  readonly tree: Tree
  readonly reference: Tree
}

/**
 * Pairs of policies of one form, as `trees` are.
 * @stability unstable
 * @since 0.1.0
 */
export const treePairs = (options: TreeOptions = {}): Arbitrary.Arbitrary<TreePair> =>
  grown(2, options, ([tree, reference]) => ({ tree, reference }))

/** The most nodes of a tree. */
const most = 15
/** A node is forced where it drew this. */
const isForced = (drawn: number) => drawn === 5

/** `count` trees of one form. */
const grown = <A>(
  count: number,
  { depth = 6, vocabulary: all = 3 }: TreeOptions,
  build: (trees: ReadonlyArray<Tree>) => A,
): Arbitrary.Arbitrary<A> => {
  const size = Math.min(most, (all ** depth - 1) / (all - 1))
  const node = Schema.Struct({
    codes: listOf(listOf(code, all, all), count, count),
    goesOn: listOf(whole(0, 2), all, all),
    forced: whole(0, 5),
  })
  return drawn(Schema.Struct({ shape, symbols: whole(2, all), nodes: listOf(node, 1, size) }), {
    simpler: (data) => [
      ...field(data, "nodes", without(data.nodes, 1)),
      ...field(data, "symbols", lower(data.symbols, 2)),
      ...field(data, "shape", lower(data.shape, 0).slice(0, 1)),
      ...field(
        data,
        "nodes",
        within(data.nodes, (at) => [
          ...field(at, "forced", isForced(at.forced) ? [0] : []),
          ...field(at, "goesOn", within(at.goesOn, (x) => x === 0 ? [] : [0])),
        ]),
      ),
      ...field(
        data,
        "nodes",
        within(data.nodes, (at) => field(at, "codes", within(at.codes, (codes) => within(codes, lighter)))),
      ),
    ],
    build: ({ shape, symbols, nodes }) =>
      build(Array.from({ length: count }, (_, which) => {
        // Each node takes the next that is left, down to the first end before it looks to the side.
        let taken = 0
        const from = (left: number): Tree => {
          const { codes, goesOn, forced } = nodes[taken++]
          const width = isForced(forced) ? 1 : symbols
          return {
            p: normalized(codes[which].slice(0, width).map((code) => weight(code, shape))),
            next: goesOn.slice(0, width)
              .map((on) => on > 0 && left > 1 && taken < nodes.length ? from(left - 1) : undefined),
          }
        }
        return from(depth)
      })),
  })
}
