/** What a reader of the study has to know first, in paragraphs. */
export const introduction: ReadonlyArray<string> = [
  "A recipe is what is published under one name, as settings of `rlif train`: `--recipe NAME`. Each is run here by the command's own loop on " +
  "base models of the sound world, pretrained from scratch for every seed: 340 thousand parameters that do arithmetic step by step, whose " +
  "likeliest answer is right, and which slip, ramble on and forget the form asked for.",
  "Papers train models of billions of parameters on mathematics. What is said here is what these settings do to a small model, and nothing of what " +
  "they do to a large one; where the likeliest answer is wrong, votes harm (the reproduction's wrong-mode world), and no recipe here is run there.",
]
