import { command } from "../defaults/defaults.ts"
import { adapterTargets } from "@rlif/core/model/adapter"
import * as Effect from "effect/Effect"
import { updatesOfBatch } from "./batch.ts"
import { columnSettings, dataKinds } from "./columns.ts"
import { watchSettings } from "./watching.ts"
import { endSettings } from "./ends.ts"
import { filterSettings, isFiltered } from "./filters.ts"
import { guardSettings, readsLabels, readsOf } from "./guards.ts"
import { memoryLimit } from "./memory_limit.ts"
import { base, checkpoint, model } from "./model.ts"
import * as names from "./names.ts"
import { partsOf } from "./parts.ts"
import { promptSettings } from "./prompts.ts"
import { recipe } from "./recipes.ts"
import { computing } from "./computing.ts"
import { rewardSettings } from "./rewards.ts"
import { signalSettings } from "./signals.ts"
import { teacherOf, teacherSettings } from "./teacher.ts"
import { workerSettings } from "./workers.ts"
import {
  choice,
  decodeJson,
  fraction,
  integer,
  number,
  type Of,
  SettingsError,
  share,
  text,
  toggle,
} from "./setting.ts"

/** All settings of `rlif train`. The defaults make the shipped base model learn from its own certainty. */
export const trainSettings = {
  recipe,
  model,
  checkpoint,
  base,
  data: text("arithmetic", dataKinds),
  ...columnSettings,
  paraphraseColumn: text(
    "",
    "column of another wording of each problem, or of a list of some, which are asked beside it: what cross-vote compares",
  ),
  ...promptSettings,
  ...endSettings,
  answer: choice(names.answerNames, "strict", "how an answer is found; answers are only watched, unless rewarded"),
  ...rewardSettings,
  ...teacherSettings,
  ...signalSettings,
  loraRank: integer(0, "rank of low-rank adapters, which alone are trained and saved; 0: all weights are trained"),
  loraAlpha: number(16, "scale of the adapters, times their rank", 0),
  loraTargets: text("all", `layers with adapters, comma-separated, or all: ${adapterTargets.join(", ")}`),
  loraFrozen: choice(
    ["float32", "int8"],
    "float32",
    "how the linear layers of the model under adapters, which do not change, are stored",
  ),
  steps: integer(command.steps, "updates", 1),
  problems: integer(command.problems, "problems per update", 1),
  completions: integer(command.completions, "completions per problem", 1),
  maxTokens: integer(command.maxTokens, "longest completion, in tokens", 1),
  votes: integer(
    0,
    "completions per problem that are sampled and rewarded, where only the first ones train; 0: as many as train",
  ),
  replacements: integer(0, "problems that may take the place of one whose completions all have the same reward"),
  temperature: number(command.temperature, "temperature of sampling, and of every signal", 0.01),
  signalTemperature: number(0, "temperature of signals and losses, if another than that of sampling; 0: that", 0),
  ...filterSettings,
  learningRate: number(command.learningRate, "peak learning rate", 0),
  schedule: choice(names.scheduleNames, "constant", "learning rate after the warm-up"),
  warmUp: integer(command.warmUp, "updates of linear warm-up"),
  floor: share(0, "last learning rate of a cosine, as a fraction of the peak", { mayBeNone: true }),
  overlongMargin: integer(0, "last tokens of --max-tokens that the reward overlong makes dear; 0: a quarter of them"),
  advantage: choice(names.advantageNames, "standardized", "how a group's rewards become advantages"),
  eps: number(command.eps, "added to the standard deviation of a group's rewards", 0),
  whitened: toggle(false, "advantages of a whole batch are standardized together, after those of its groups"),
  withoutCut: toggle(false, "completions that --max-tokens cut are left out of learning"),
  minibatches: integer(1, "parts of a batch, an update each", 1),
  epochs: integer(1, "times that a batch is learned from", 1),
  loss: choice(names.lossNames, "clipped", "policy loss"),
  clipLow: fraction(command.clipLow, "how far below 1 the ratio may go"),
  clipHigh: number(command.clipHigh, "how far above 1 the ratio may go", 0),
  correction: choice(
    names.correctionNames,
    "none",
    "importance weights of completions that earlier weights sampled: none, or cut off or left out beyond the cap",
  ),
  correctionPer: choice(["token", "completion"], "token", "of what importance weights are taken"),
  correctionCap: number(2, "largest importance weight, and its inverse the least that is not left out", 1),
  entropyBonus: number(0, "weight of the entropy of each token, in nats, as a bonus in the loss", 0),
  penalty: choice(names.penaltyNames, "none", "penalty on the distance from the initial weights"),
  penaltyWeight: number(command.penaltyWeight, "weight of the penalty", 0),
  aggregate: choice(names.aggregateNames, "token-mean", "how the losses of tokens become one"),
  beta1: fraction(command.beta1, "AdamW: share of the gradient's running mean that a step keeps"),
  beta2: fraction(command.beta2, "AdamW: share of the squared gradient's running mean that a step keeps"),
  weightDecay: number(command.weightDecay, "AdamW: share of a weight that goes at a step, times the learning rate", 0),
  clipNorm: number(command.clipNorm, "largest norm of the gradient", 1e-6),
  microBatchTokens: integer(command.microBatchTokens, "tokens that go through the model at once", 1),
  parts: integer(
    0,
    "parts that sampling is cut into at least, for threads and workers to share; 0: by the model. The last bits depend on it",
  ),
  recompute: choice(
    ["auto", "always", "never"],
    "auto",
    "whether layers are computed again on the way back, not kept: less memory, more time; auto: above about 2 GiB",
  ),
  memoryLimit,
  lookahead: integer(0, "batches by which sampling runs ahead of learning; only 0 is on-policy"),
  evalEvery: integer(5, "updates between evaluations; the last one is always evaluated", 1),
  evalProblems: integer(400, "held-out problems of an evaluation, one sample each; 0: none"),
  evalData: text("", "data set to evaluate on, written like --data; arithmetic has held-out problems of its own"),
  ...guardSettings,
  samplesEvery: integer(10, "updates between written samples; those of the first update are written, too", 1),
  seed: integer(0, "seed of everything random"),
  saveEvery: integer(10, "updates between checkpoints, which a run goes on from; 0: only where it ends or is stopped"),
  keep: integer(2, "checkpoints that are kept, the newest", 1),
  resume: {
    ...text("", "run folder to go on with, by its config.json, from its last checkpoint"),
    flagOnly: true,
    file: (run: string) => `${run}/config.json`,
  },
  tensorboard: toggle(false, "write the metrics of metrics.jsonl to an event file of TensorBoard, too"),
  out: text("", "run folder, which must be new; none: runs/<reward>-<n>"),
  ...watchSettings,
  ...computing,
  ...workerSettings,
  dryRun: toggle(false, "check everything, show the first prompt, train nothing"),
}

/** The values of a run's settings. */
export type TrainSettings = Of<typeof trainSettings>

/** The settings, unless two of them contradict each other. */
export const checkedTrain = (settings: TrainSettings): Effect.Effect<TrainSettings, SettingsError> => {
  const { reward, normaliser, completions, advantage, warmUp, steps, loss } = settings
  const refused = (message: string) => Effect.fail(new SettingsError({ message }))
  if (completions === 1 && !names.unrewardedNames.includes(loss)) {
    const why = "it compares the completions of a problem with each other, and one alone teaches nothing; use 2 or more"
    return refused(`Cannot use --completions 1 with --advantage ${advantage}: ${why}`)
  }
  if (warmUp > steps && warmUp !== command.warmUp) {
    return refused(`Cannot use --warm-up ${warmUp}: the run ends before, after --steps ${steps}`)
  }
  const wrong = guardProblem(settings) ?? rewardProblem(settings) ?? batchProblem(settings) ?? weightProblem(settings)
  if (wrong !== undefined) return refused(wrong)
  if (normaliser === "paper" || partsOf(reward).some(({ name }) => names.normalisedNames.includes(name))) {
    return Effect.succeed(settings)
  }
  const why = `it is for ${names.normalisedNames.join(", ")}`
  return refused(`Cannot use --normaliser ${normaliser} with --reward ${reward}: ${why}`)
}

/** Why a guard would never object, or labels never be read; undefined where both have what they need. */
const guardProblem = (
  { guard, guardLabels, evalProblems, resume }: TrainSettings,
): string | undefined => {
  if (readsLabels(guard) && guardLabels === "") {
    return `Cannot use --guard ${guard}: it reads labelled problems; name them by --guard-labels`
  }
  // A run that goes on without its guard keeps the rest of its settings.
  if (!readsLabels(guard) && guardLabels !== "" && resume === "") {
    return `Cannot use --guard-labels: with --guard ${guard} it changes nothing`
  }
  const missing = readsOf(guard).find((name) => name.startsWith("eval/"))
  if (missing === undefined || evalProblems > 0) return undefined
  return `Cannot use --guard ${guard} with --eval-problems 0: nothing would measure ${missing}`
}

/** Why a reward would have nobody to ask; undefined where it has. */
const rewardProblem = (settings: TrainSettings): string | undefined => {
  const { reward, teacher, lookahead, paraphraseColumn, replacements } = settings
  const parts = partsOf(reward)
  const taught = parts.find(({ name }) => names.taughtNames.includes(name))
  if (taught !== undefined && teacherOf(teacher) === "none") {
    return `Cannot use --reward ${reward}: ${taught.name} asks a second policy; use --teacher frozen or --teacher following:0.01`
  }
  if (lookahead > 0 && typeof teacherOf(teacher) !== "string") {
    return `Cannot use --lookahead ${lookahead} with --teacher ${teacher}: the teacher would move while a batch that is sampled ahead asks it`
  }
  if (paraphraseColumn === "" && parts.some(({ name }) => name === "cross-vote")) {
    return `Cannot use --reward ${reward}: cross-vote compares the wordings of a problem; name them by --paraphrase-column, a ` +
      "column of --data"
  }
  if (paraphraseColumn === "" || replacements === 0) return undefined
  return `Cannot use --replacements ${replacements} with --paraphrase-column: a problem would be replaced without its wordings`
}

/** What contradicts how a batch is made and cut; undefined where nothing does. */
const batchProblem = (
  { votes, completions, problems, minibatches, epochs, steps, saveEvery, reward, overlongMargin, maxTokens }:
    TrainSettings,
): string | undefined => {
  const updates = updatesOfBatch({ minibatches, epochs })
  const each = `--minibatches ${minibatches} and --epochs ${epochs} make ${updates} updates of each batch`
  if (votes > 0 && votes < completions) {
    return `Cannot use --votes ${votes}: they are fewer than --completions ${completions}`
  }
  if (minibatches > problems) return `Cannot use --minibatches ${minibatches}: a batch has --problems ${problems}`
  for (const [flag, count] of [["steps", steps], ["save-every", saveEvery]] as const) {
    if (count % updates !== 0) return `Cannot use --${flag} ${count}: ${each}, and it is no multiple of them`
  }
  const dear = partsOf(reward).some(({ name }) => name === "overlong")
  if (!dear && overlongMargin > 0) return `Cannot use --overlong-margin: with --reward ${reward} it changes nothing`
  if (overlongMargin <= maxTokens) return undefined
  return `Cannot use --overlong-margin ${overlongMargin}: it is longer than --max-tokens ${maxTokens}`
}

/** What contradicts how completions are weighed; undefined where nothing does. */
const weightProblem = (settings: TrainSettings): string | undefined => {
  const { correction, correctionPer, correctionCap, loss, lookahead } = settings
  const filtered = isFiltered(settings)
  const { correctionPer: per, correctionCap: cap } = trainSettings
  if (correction === "none" && !filtered && (correctionPer !== per.fallback || correctionCap !== cap.fallback)) {
    return "Cannot use --correction-per or --correction-cap: without --correction or a filter they change nothing"
  }
  if (correction !== "none" && loss !== "reinforce") {
    return `Cannot use --correction ${correction} with --loss ${loss}: only reinforce has no ratio of its own`
  }
  if (correction !== "none" && !filtered && lookahead === 0 && updatesOfBatch(settings) === 1) {
    return `Cannot use --correction ${correction}: without --lookahead, --minibatches or --epochs it changes nothing`
  }
  if (!filtered || loss !== "gspo" || correctionPer === "completion") return undefined
  return "Cannot use --loss gspo with a filter: its ratio is of completions; use --correction-per completion"
}

/** The settings that JSON asks for, defaults where it is silent; fails naming the key, and `where` it stands. */
export const trainSettingsOf = (
  source: { readonly json: unknown; readonly where: string },
): Effect.Effect<TrainSettings, SettingsError> => Effect.flatMap(decodeJson(trainSettings, source), checkedTrain)
