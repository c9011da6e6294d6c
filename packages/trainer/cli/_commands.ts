// Every command by its name; a line or three here is all that a new one takes.

/** In the order of the help. */
export const commands = [
  {
    name: "train",
    about: "Reinforcement learning from internal feedback, or from any other reward",
    examples: {
      "train": "The shipped model learns from its own confidence, in half a minute",
      "train --reward token-entropy,repetition:-0.1 --seed 7 --out runs/entropy":
        "Two rewards, the second with a weight",
      "train --model Qwen/Qwen2.5-0.5B --data openai/gsm8k/main:train --eval-data openai/gsm8k/main:test --chat --answer math --max-tokens 256 --lora-rank 16 --learning-rate 2e-5":
        "A model and data of a hub, through an adapter",
    },
    load: () => import("./train_command.ts").then(({ trainCommand }) => trainCommand),
  },
  {
    name: "report",
    about: "A page to read about runs: curves, samples, what guards decided, runs compared",
    examples: {
      "report runs/self-certainty-1": "One run, as report.html in its folder",
      "report runs/self-certainty-1 runs/exact-answer-1 --out both.html": "Two runs, laid over each other",
      "report runs/self-certainty-1 --updates 5 --out brief.html --force": "A smaller page, in place of an older one",
    },
    load: () => import("./report.ts").then(({ report }) => report),
  },
  {
    name: "watch",
    about: "A live page of a run: what it does, and buttons to pause, save and stop it",
    examples: {
      "watch runs/self-certainty-1": "A run of this machine, which may be at work",
      "watch runs/self-certainty-1 --port 4000": "On a port of its own",
      "watch runs/self-certainty-1 --host 0.0.0.0": "From other machines, by a token that is part of the address",
    },
    load: () => import("./watch.ts").then(({ watch }) => watch),
  },
  {
    name: "samples",
    about: "What a run sampled, its tokens shaded by what the model said of them",
    examples: {
      "samples runs/self-certainty-1": "Ten completions of the last update that was written",
      "samples runs/self-certainty-1 --step 1 --sort reward --show 3": "The lowest rewards of the first update",
      "samples runs/self-certainty-1 --shade self-certainty --color always | less -R": "Another signal, page by page",
    },
    load: () => import("./samples.ts").then(({ samples }) => samples),
  },
  {
    name: "advise",
    about: "What to expect of internal feedback, before any training",
    examples: {
      "advise": "The shipped base model, without labels",
      "advise --model instruct --labels arithmetic --json": "Another one, with labels, for a program",
      "advise --model Qwen/Qwen2.5-0.5B --data openai/gsm8k/main:train --labels few.jsonl --chat --answer math --max-tokens 256":
        "A model and data of a hub, with a few labelled problems",
    },
    load: () => import("./advise.ts").then(({ advise }) => advise),
  },
  {
    name: "pretrain",
    about: "Train a base model from scratch on generated arithmetic, or an older model further",
    examples: {
      "pretrain --out models/base": "The recipe of the shipped base model",
      "pretrain --from base --corpus instruct --steps 200 --out models/clean": "An older model, further",
      "pretrain --out models/base --steps 10 --dry-run": "What a run would be, and what memory it would take",
    },
    load: () => import("./pretrain.ts").then(({ pretrain }) => pretrain),
  },
  {
    name: "sample",
    about: "Completions, with what the model says about each token",
    examples: {
      "sample": "Completions of four held-out problems",
      "sample --prompt 'Q 1 + 2 =' --completions 4 --temperature 0.7": "Four of one prompt",
      "sample --data problems.jsonl --problems 0 --json > rows.jsonl": "Rows for rlif read, of a whole data set",
    },
    load: () => import("./sample.ts").then(({ sample }) => sample),
  },
  {
    name: "eval",
    about: "True accuracy on problems with known answers",
    examples: {
      "eval": "The shipped base model on 400 held-out problems",
      "eval --model runs/gsm8k/final --data openai/gsm8k/main:test --chat --answer math --max-tokens 256":
        "What a run learned, on data of a hub",
      "eval --model instruct --temperature 0 --json": "The likeliest completions, for a program",
    },
    load: () => import("./eval.ts").then(({ evaluate }) => evaluate),
  },
  {
    name: "compare",
    about: "Whether one model answers better than another, on the same problems",
    examples: {
      "compare base runs/self-certainty-1": "What a run has won or lost, on 400 held-out problems",
      "compare base instruct --completions 4": "Two models, by four completions a problem",
      "compare before.jsonl after.jsonl --json": "Two files of rlif eval --output, for a program",
    },
    load: () => import("./compare.ts").then(({ compare }) => compare),
  },
  {
    name: "read",
    about: "Log-probability, entropy and self-certainty of given tokens",
    examples: {
      "read --input rows.jsonl --output signals.jsonl": "Signals of the rows of rlif sample --json",
      "read --input rows.jsonl --output - --signals renyi-2,top-20-mean | head -1": "Other signals, to standard output",
      "read --input rows.jsonl --output signals.jsonl --model instruct --force":
        "What another model says, in place of an older file",
    },
    load: () => import("./read.ts").then(({ read }) => read),
  },
  {
    name: "grade",
    about: "Mathematical answers against gold answers: correct, wrong or unparsable",
    examples: {
      "grade --input answers.jsonl --output verdicts.jsonl": "A verdict a line",
      "grade --input answers.jsonl --output - --as-reward": "With what training would pay, to standard output",
      "grade --input answers.jsonl --output verdicts.jsonl --dry-run": "Whether every row can be read",
    },
    load: () => import("./grade.ts").then(({ grade }) => grade),
  },
  {
    name: "mix",
    about: "Models between a base and an instruct model: their weights, interpolated",
    examples: {
      "mix --base base --instruct instruct --ratio 0.5 --out mixes": "One model, half way",
      "mix --base base --instruct instruct --ratio 0,0.25,0.5,0.75,1 --out mixes": "Five, from one to the other",
      "mix --base base --instruct instruct --ratio 0.5 --out mixes --dry-run": "What would be written",
    },
    load: () => import("./mix.ts").then(({ mix }) => mix),
  },
  {
    name: "merge",
    about: "Fold an adapter into the model that it is for",
    examples: {
      "merge --model runs/gsm8k/final --out merged": "The adapter of a run",
      "merge --model owner/adapter --base Qwen/Qwen2.5-0.5B --out merged": "One of a hub, and its model named",
      "merge --model runs/gsm8k/final --out merged --dtype BF16": "Weights in half the bytes",
    },
    load: () => import("./merge.ts").then(({ merge }) => merge),
  },
  {
    name: "export",
    about: "A model, and its adapter folded in, as a folder that Transformers.js loads",
    examples: {
      "export --model base --out onnx": "The shipped base model",
      "export --model runs/gsm8k/final --out onnx": "What a run learned, its adapter folded in",
      "export --model base --out onnx --dry-run": "What would be written",
    },
    load: () => import("./export.ts").then(({ exportModel }) => exportModel),
  },
  {
    name: "verify",
    about: "Test the theorems on random cases, or find where two rewards differ",
    examples: {
      "verify": "Every theorem on 100 random cases a claim",
      "verify --claims --cases 1000": "A row a claim, and more cases",
      "verify --rewards self-certainty,token-entropy": "Where two rewards differ",
    },
    load: () => import("./verify.ts").then(({ verify }) => verify),
  },
  {
    name: "worker",
    about: "Compute for the runs of other machines, until stopped: rlif train --workers",
    examples: {
      "worker --join postgres://rlif@127.0.0.1/rlif": "For the runs of this machine",
      "worker --join postgres://rlif:secret@db.example.org/rlif --tls certificates --name big": "Of another, encrypted",
      "worker --join postgres://rlif:secret@db.example.org/rlif --provider cuda --model Qwen/Qwen2.5-0.5B":
        "On a GPU, with the model that its runs began with",
    },
    load: () => import("./worker.ts").then(({ worker }) => worker),
  },
  {
    name: "workers",
    about: "The workers of a database: what each computes, and how fast",
    examples: {
      "workers postgres://rlif@127.0.0.1/rlif": "Those of this machine",
      "workers postgres://rlif:secret@db.example.org/rlif": "Those of another",
      "workers postgres://rlif@127.0.0.1/rlif --json": "For a program",
    },
    load: () => import("./workers.ts").then(({ workers }) => workers),
  },
  {
    name: "env",
    about: "Versions, hardware and providers of this machine, to paste into a report",
    examples: {
      "env": "To paste into a report",
      "env --json": "For a program",
      "env > env.txt": "Into a file",
    },
    load: () => import("./env.ts").then(({ env }) => env),
  },
]
