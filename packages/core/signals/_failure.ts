/** A signal that cannot be built. */
export const failure = (name: string, why: string): Error => new Error(`Cannot build signal "${name}": ${why}`)
