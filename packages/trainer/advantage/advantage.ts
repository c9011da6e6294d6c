/**
 * A pure function (G) -> (G) from the rewards of a group to how much better each completion is than the group. Every
 * advantage of the library commutes with permutations of the group and is exactly 0 for equal rewards.
 * @since 0.1.0
 */
export type Advantage = (rewards: Float64Array) => Float64Array
