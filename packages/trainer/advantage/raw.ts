/**
 * A_i = r_i: rewards as they are, without a baseline of the group, such as those that are compared over the whole batch afterwards
 * (`whitened`: REINFORCE++, arXiv:2501.03262).
 * @since 0.1.0
 */
export const raw = (rewards: Float64Array): Float64Array => rewards.slice()
