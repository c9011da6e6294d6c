// Mistakes in the pieces of recipes: filters, votes, teachers, what is left out, and how the command puts them together.
import { foundBy, type Mutation } from "./_mutation.ts"

/** All of them. */
export const recipeMutations: ReadonlyArray<Mutation> = [
  ...foundBy("packages/core/generate/generate", {
    "core/generate/penalized": [
      ["unlikely tokens are made likelier", "where(less(z, 0), mul(z, penalty), div(z, penalty))", "div(z, penalty)"],
    ],
    "core/generate/graphs": [
      ["a penalty is no other distribution", "[topK, topP, minP, repetitionPenalty]", "[topK, topP, minP]"],
      ["another temperature is no other distribution", "temperature !== signalTemperature ||", ""],
    ],
  }),
  ...foundBy("packages/trainer/loss/unfiltered", {
    "trainer/loss/unfiltered": [["q / p", "x - drawn[t]", "drawn[t] - x"]],
  }),
  ...foundBy("test/pipeline/filters", {
    "trainer/stage/update": [
      ["any loss takes filtered completions", "needs.some((need) => need === filtering) ||", "true ||"],
      [
        "no loss takes filtered completions but one that weighs them",
        '|| needs.every((need) => typeof need !== "string")',
        "",
      ],
    ],
  }),
  ...foundBy("packages/trainer/run/checkpoints", {
    "trainer/run/checkpoints": [["a checkpoint within a batch", " || last % batch !== 0", ""]],
  }),
  ...foundBy("packages/trainer/cli/train_filters", {
    "trainer/cli/_sampled": [["who votes trains", "votes > 0 ? downsampled(completions) : identity", "identity"]],
    "trainer/settings/names": [
      ["a loss of texts is weighed, too", 'of.needs.every((need) => typeof need !== "string")', "false"],
    ],
  }),
  ...foundBy("packages/trainer/cli/recipes", {
    "trainer/settings/recipes": [
      ["GRPO is nearer to its start", "penaltyWeight: 0.04", "penaltyWeight: 0.4"],
      ["EM-RL of tokens is that of completions", 'normaliser: "sum",\n', "\n"],
    ],
    "trainer/cli/_sampled": [["nothing is whitened", "settings.whitened ? whitened({ eps }) : identity", "identity"]],
  }),
  ...foundBy("packages/rewards/votes", {
    "rewards/selective_vote": [
      ["a margin that is just met", "first - second > margin", "first - second >= margin"],
      ["certain rare answers are taken for wrong", "p < rare && less >= 0", "p < rare"],
      ["uncertain answers are paid for it", "base - weight * less", "base + weight * less"],
    ],
    "rewards/novel_vote": [
      ["novelty beside the other side, too", "(side.length > 0 ? side : others)", "others"],
      ["novelty beside the farthest", "Math.max(0, ...others", "Math.min(1, ...others"],
    ],
    "rewards/restrained_vote": [
      ["a deviation with divisor G", "count * f * (1 - f) / (count - 1)", "f * (1 - f)"],
    ],
  }),
  ...foundBy("packages/trainer/stage/selected", {
    "trainer/stage/_left": [
      ["who leaves comes back with the next stage", "is || group.left?.[i] === true", "is"],
      ["nothing is left to learn from, and nobody sees it", "left.every((is) => is)", "false"],
    ],
    "trainer/stage/minibatches": [[
      "a part of nothing is learned from",
      "taught(batch.slice(from(i), from(i + 1)))",
      "batch.slice(from(i), from(i + 1))",
    ]],
    "trainer/stage/selected": [["those that are kept leave", "!keep(", "keep("]],
  }),
  ...foundBy("test/pipeline/teacher", {
    "trainer/learn/following": [
      ["the teacher is left behind twice", "each + rate * (y[i] - each)", "each - rate * (y[i] - each)"],
      ["the teacher is of no version", "rate(ahead.steps)), ahead.updates)", "rate(ahead.steps)), 0)"],
      ["the teacher's rate stands still", "rate(ahead.steps)", "rate(1)"],
      ["a state lacks its teacher", "yield* put(its, state.updates)", ""],
    ],
    "core/policy/teacher": [[
      "the teacher is the policy itself",
      "Layer.build(Layer.fresh(policy))",
      "Layer.build(policy)",
    ]],
    "rewards/teacher_vote": [["every version is asked the same", "groups.length === 0 ? 0 : step", "0"]],
  }),
  ...foundBy("packages/rewards/cross_vote", {
    "rewards/cross_vote": [["a wording votes on itself", "other !== group && ", ""]],
    "rewards/pooled_vote": [
      ["no visit is forgotten", "[...earlier, texts].slice(-visits)", "[...(memory.recall(problem.id) ?? []), texts]"],
      ["of earlier visits the earliest", "?.slice(-visits)", "?.slice(0, 0)"],
    ],
    "rewards/memory": [["a visit is none", "known.delete(id)\n", "\n"]],
  }),
  ...foundBy("packages/trainer/cli/teacher", {
    "trainer/cli/loop": [
      ["every epoch has new tokens", "< minibatches\n", "< minibatches * epochs\n"],
      ["nobody follows", "rate === undefined ? learned", "true ? learned"],
      ["a teacher is the policy", 'teacherOf(teacher) === "none" ?', "true ?"],
    ],
    "trainer/cli/inputs/prepared": [
      ["a batch is of wordings", "batch * (1 + replacements) * wordings", "batch * (1 + replacements)"],
      ["odd wordings are taken", "odd === undefined", "true"],
    ],
  }),
  ...foundBy("packages/trainer/settings/teacher", {
    "trainer/settings/teacher": [["a rate that rises", "to >= 0 && to <= from", "to >= 0"]],
  }),
  ...foundBy("packages/trainer/cli/_memory", {
    "trainer/cli/_memory": [
      ["a part is as large as its batch", "Math.ceil(batch.prompts / minibatches)", "batch.prompts"],
      ["the smallest part", "Math.ceil(batch", "Math.floor(batch"],
    ],
  }),
  ...foundBy("packages/bench/reproduce/recipes/tried", {
    "trainer/cli/loop": [["a teacher is asked once", "settings.votes || settings.completions", "1"]],
    "bench/reproduce/recipes/counted": [["all have a reference", "learner.reference ? 2 : 1", "2"]],
  }),
  ...foundBy("packages/bench/reproduce/recipes/scored", {
    "bench/reproduce/recipes/scored": [
      ["the best may be the start", "means.slice(1)), 1)", "means))"],
      ["a seed chooses its own best", "others.length === 0 ? [run] : others", "[run]"],
      ["the guard keeps what it objects to", "updates[at].step - 1", "updates[at].step"],
    ],
    "bench/reproduce/recipes/counted": [[
      "a way back is one way forth",
      "forward + 2 * backward",
      "forward + backward",
    ]],
    "bench/reproduce/recipes/table": [["what is kept of nothing", "best.least > 0", "best.most > 0"]],
  }),
]
