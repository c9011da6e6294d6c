/**
 * How much better each completion is than its group, from the group's rewards: a pure function (G) -> (G). Every one of
 * the library's commutes with permutations of the group and is exactly 0 where the rewards do not differ.
 * @since 0.1.0
 */
export type Advantage = (rewards: Float64Array) => Float64Array
