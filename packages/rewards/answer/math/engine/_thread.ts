// The inside of `worker.ts`: claims in, decisions out, one after the other. Only ever started as a worker.
import { parentPort } from "node:worker_threads"
import { algebra } from "../_algebra.ts"
import type { Claim } from "../claim.ts"
import type { Decision } from "./engine.ts"

const port = parentPort!
const holds = algebra()

/** What the engine throws on is as unreadable as what it refuses: too deep, too large, not an expression. */
const decide = (claim: Claim): Decision => {
  try {
    return holds(claim)
  } catch {
    return "unreadable"
  }
}

decide({ same: ["\\frac{x}{2}", "0.5x"] }) // The first question of all is slow: nobody's time.
port.on("message", (claim: Claim) => port.postMessage(decide(claim)))
port.postMessage("ready")
