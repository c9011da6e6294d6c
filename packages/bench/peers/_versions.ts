// Names and versions, as peers say them.
import { createRequire } from "node:module"

// The copy that core sees is the one that computes.
const installed = createRequire(import.meta.resolve("@rlif/core/runtime/runtime"))

/** The version of an installed package. */
export const versionOf = (name: string, from: NodeJS.Require = installed): string =>
  from(`${name}/package.json`).version

/** Ours, and what computes. */
export const ours = (): string =>
  `rlif ${createRequire(import.meta.url)("../package.json").version}, ` +
  `onnxruntime-node ${versionOf("onnxruntime-node")}, Node ${process.versions.node}`
