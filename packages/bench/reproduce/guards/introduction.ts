/** What a reader of the study has to know first, in paragraphs. */
export const introduction: ReadonlyArray<string> = [
  "Internal feedback helps a model first and hurts it later. A run that stops in time keeps what it gained; the question is whether a " +
  "rule can tell when, from what the run shows without labels, or with a few.",
  "Runs are those of the paper's experiments on models of 340 thousand parameters, of seeds that nothing was run with before: base models of " +
  "the sound world (the likeliest answer is right), the mixed (for two thirds of the problems) and the wrong-mode world (for a fifth), mixes with an instruct model, " +
  "and the instruct model. Each is trained once, to its end, and watched at every update; rules are replayed over that.",
  "Budgets of entropy were thought of by looking at the rows of the paper's experiments, of other seeds, whose evaluations were ten updates apart; rules A, " +
  "C' and D looked better on half of those and not on the other half. So all of them were hypotheses when these runs began.",
]
