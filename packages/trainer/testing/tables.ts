// The settings of every command, for laws that hold of all of them.
import { adviseSettings } from "../cli/advise.ts"
import { compareSettings } from "../cli/compare.ts"
import { envSettings } from "../cli/env.ts"
import { evalSettings } from "../cli/eval.ts"
import { exportSettings } from "../cli/export.ts"
import { gradeSettings } from "../cli/grade.ts"
import { mergeSettings } from "../cli/merge.ts"
import { mixSettings } from "../cli/mix.ts"
import { pretrainSettings } from "../cli/pretrain.ts"
import { readSettings } from "../cli/read.ts"
import { reportSettings } from "../cli/report.ts"
import { sampleSettings } from "../cli/sample.ts"
import { samplesSettings } from "../cli/samples.ts"
import { verifySettings } from "../cli/verify.ts"
import { watchCommandSettings } from "../cli/watch.ts"
import { workerSettings } from "../cli/worker.ts"
import { workersSettings } from "../cli/workers.ts"
import type { Table } from "../settings/setting.ts"
import { trainSettings } from "../settings/train_settings.ts"

/** By the name of a command. */
export const tables: Readonly<Record<string, Table>> = {
  train: trainSettings,
  report: reportSettings,
  watch: watchCommandSettings,
  samples: samplesSettings,
  advise: adviseSettings,
  pretrain: pretrainSettings,
  sample: sampleSettings,
  eval: evalSettings,
  compare: compareSettings,
  read: readSettings,
  grade: gradeSettings,
  mix: mixSettings,
  merge: mergeSettings,
  export: exportSettings,
  verify: verifySettings,
  worker: workerSettings,
  workers: workersSettings,
  env: envSettings,
}

/** All names of settings. */
export const settingNames: ReadonlySet<string> = new Set(Object.values(tables).flatMap((table) => Object.keys(table)))
