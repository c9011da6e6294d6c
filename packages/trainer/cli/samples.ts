// `rlif samples`: what a run sampled, in the terminal.
export {}
