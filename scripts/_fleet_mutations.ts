// Mistakes where several machines work on one run: two leaders that write, pieces that count twice or never.
import { foundBy, type Mutation } from "./_mutation.ts"

/** All of them. */
export const fleetMutations: ReadonlyArray<Mutation> = [
  ...foundBy("packages/trainer/run/lead", {
    "trainer/run/lead": [
      ["drafts that two leaders share", "`${path}.${lead.epoch}.partial`", "`${path}.partial`"],
      ["a leader that removes its successor's drafts", "Number(epoch) > lead.epoch", "false"],
    ],
    "trainer/run/checkpoint": [["a checkpoint of who does not lead", "yield* failed(held)\n", ""]],
    "trainer/run/run_folder": [
      ["a file of who does not lead", "        Effect.andThen(held),\n", ""],
      ["a line of who does not lead", "      Effect.tap(held),\n", ""],
      ["a model of who does not lead", "        yield* held\n", ""],
      [
        "a successor's model that is moved away",
        "Effect.onError(fs.rename(draft, target), () => Effect.ignore(fs.rename(old, target)))",
        "fs.rename(draft, target)",
      ],
    ],
  }),
  ...foundBy("packages/trainer/fleet/chunks", {
    "trainer/fleet/chunks": [["all chunks in one message", "chunksOf(bytes)), 1)", "chunksOf(bytes)), 99)"]],
  }),
  ...foundBy("packages/trainer/fleet/assembled", {
    "trainer/fleet/assembled": [["bytes with a hole", "have !== begin || ", ""]],
  }),
  ...foundBy("packages/trainer/fleet/members", {
    "trainer/fleet/members": [
      ["a place that is left twice", "if (!member.sending.has(piece)) free", "free"],
      [
        "a place that is kept until an answer has come",
        "      leave(member, piece)\n      member.sending.add(piece)\n",
        "",
      ],
    ],
  }),
  ...foundBy("packages/core/wire/elsewhere", {
    "core/policy/local": [["a cut that is not asked for", "...own, parts, adds", "...own, adds"]],
    "core/wire/asking": [
      ["an earlier version for another", "          now.changed()\n", ""],
      ["weights that are not told to have changed", "      version.changed(Object.keys(changed))\n", ""],
    ],
    "core/wire/answering": [[
      "work under weights that have passed",
      "placeOf(task).held === task.version &&",
      "true &&",
    ], ["a worker that nobody hears of while it computes", ", { apart: true })", ")"]],
  }),
  ...foundBy("packages/core/wire/known", {
    "core/graph/fingerprint": [["tensors of other dimensions, taken for equal", '${tensor.dims.join(" ")}', ""]],
    "core/wire/answering": [["what is here, and not used", "sent.weights, sent.known", "sent.weights"]],
    "core/wire/versions": [
      ["the fingerprint of an earlier version", "before?.version === version", "before !== undefined"],
      ["what is known, sent as well", "valuesOf(some.filter((name) => held[name] === undefined))", "valuesOf(some)"],
    ],
    "core/wire/known": [
      ["a fingerprint of nothing", "if (tensor === undefined) {", "if (false) {"],
      [
        "floats in place of a model's integers",
        'Object.values(quantized(config, { [name]: given as Value<"float32"> }))',
        "[given]",
      ],
    ],
  }),
  ...foundBy("packages/trainer/fleet/work_done", {
    "trainer/fleet/work_done": [
      ["tokens of all time", "done = done.filter(({ at }) => at >= from)\n", ""],
      ["pieces that failed, counted", "if (tokens === undefined) return\n", ""],
    ],
  }),
]
