// Whose time a profile is: the self time of each frame, by the package that its code is of.
import type { Profiler } from "node:inspector"

/** The parts of a step, in the order of a report. */
export const owners = [
  "effect",
  "rlif: core",
  "rlif: copies of the cache",
  "rlif: rewards",
  "rlif: trainer",
  "onnxruntime: native calls",
  "onnxruntime: JavaScript",
  "garbage collection",
  "Node",
  "others",
] as const

/** A part of a step. */
export type Owner = (typeof owners)[number]

type Frame = Pick<Profiler.ProfileNode["callFrame"], "functionName" | "url">

/** Seconds by owner. Time in which nothing ran, and the profiler's own, is nobody's. */
export const shares = (
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
): Readonly<Record<Owner, number>> => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  // Native code has no file: it is its caller's, which may be native too.
  const ownerOf = (id: number): Owner | undefined => {
    const { callFrame } = byId.get(id)!
    const own = frameOwner(callFrame)
    if (own !== undefined || callFrame.functionName.startsWith("(")) return own
    const caller = callers.get(id)
    const owner = caller === undefined ? undefined : ownerOf(caller)
    return owner === "onnxruntime: JavaScript" ? "onnxruntime: native calls" : owner
  }
  const owned = new Map(nodes.map(({ id }) => [id, ownerOf(id)]))
  const seconds = Object.fromEntries(owners.map((owner) => [owner, 0])) as Record<Owner, number>
  for (const [i, id] of samples.entries()) {
    const owner = owned.get(id)
    if (owner !== undefined) seconds[owner] += timeDeltas[i] / 1e6
  }
  return seconds
}

const frameOwner = ({ functionName, url }: Frame): Owner | undefined => {
  if (functionName === "(garbage collector)") return "garbage collection"
  if (functionName === "(program)") return "Node"
  if (url === "" || url === "node:inspector") return undefined
  if (url.startsWith("node:")) return "Node"
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? []
  if (installed !== undefined) {
    if (installed === "effect" || installed.startsWith("@effect/")) return "effect"
    return installed.startsWith("onnxruntime-") ? "onnxruntime: JavaScript" : "others"
  }
  if (url.endsWith("/core/generate/_cache_slab.ts")) return "rlif: copies of the cache"
  const [, ours] = /\/packages\/(core|rewards|trainer)\//.exec(url) ?? []
  return ours === undefined ? "others" : `rlif: ${ours as "core" | "rewards" | "trainer"}`
}
