// What a run means: two runs of one meaning did the same, wherever and however fast.
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"

/** All that a run's folder says, by file: without times, and without its own name. */
export const meaning = (run: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(run, { recursive: true, withFileTypes: true, encoding: "utf8" })
      // The page says what other files say, and when.
      .filter((entry) => entry.isFile() && entry.name !== "report.html")
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => {
        const text = readFileSync(path, path.endsWith(".safetensors") ? "base64" : "utf8")
        return [relative(run, path), text.replaceAll(/"(step_time|memory)":[^,]+,/g, "").replaceAll(run, "")]
      }),
  )
