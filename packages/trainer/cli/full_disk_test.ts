// A disk of its own that fills up under a run: in namespaces of its own, where a process may mount what nobody else sees.
import { execFile, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { meaning } from "../testing/meaning.ts"
import { newFolder, newModel } from "../testing/invoke.ts"

const main = resolve(import.meta.dirname, "main.ts")
const unshared = ["-rm", "sh", "-ec"]
const mountable = spawnSync("unshare", [...unshared, "mount -t tmpfs none /mnt"]).status === 0

/** Runs a script beside an empty disk of some size at `$disk`; what it prints, and what it leaves in `$out`. */
const beside = async (size: string, script: string) => {
  const [disk, out] = [newFolder(), newFolder()]
  const flags = "--completions 2 --max-tokens 6 --problems 2 --eval-problems 4 --eval-every 2 --threads 1"
  const env = { ...process.env, disk, out, model: await newModel(), flags, rlif: `${process.execPath} ${main}` }
  const whole = `mount -t tmpfs -o size=${size} none "$disk"\n${script}`
  return { ...await promisify(execFile)("unshare", [...unshared, whole], { env }), out }
}

/** A reward that, once a run has come to its third update, fills what is left of the disk, if it is told to. */
const filling = `
import { perRollout } from "@rlif/rewards/reward"
import { existsSync, statfsSync, writeFileSync } from "node:fs"
export const reward = perRollout("length", [], ({ tokens }, { version }) => {
  const file = process.env.disk + "/filler"
  if (version === 2 && process.env.fills && !existsSync(file)) {
    writeFileSync(file, "")
    for (let bytes = 2 ** 20; bytes >= 1; bytes /= 4) {
      try {
        for (;;) writeFileSync(file, new Uint8Array(bytes), { flag: "a" })
      } catch {} // no room for as many
    }
  }
  return tokens.length
})`

it.runIf(mountable)(
  "a run whose disk fills up keeps its last whole checkpoint, says so, and goes on once there is room",
  async () => {
    const reward = join(newFolder(), "reward.mjs")
    writeFileSync(reward, filling)
    const { stdout, out } = await beside(
      "64m",
      `$rlif train --model $model $flags --reward ${reward} --save-every 1 --steps 5 --out $disk/run > $out/log
mv $disk/run $out/straight
if fills=yes $rlif train --model $model $flags --reward ${reward} --save-every 1 --steps 5 --out $disk/run 2>&1 > $out/log
then echo "went well?"; else echo "status $?"; fi
ls $disk/run/checkpoints
rm $disk/filler
$rlif train --resume $disk/run --allow-modules > $out/log
cp -r $disk/run $out/went-on`,
    )
    expect(stdout).toMatch(/rlif: Cannot write checkpoint ".*": it takes \d+ MiB, and 0 MiB are free/)
    expect(stdout).toMatch(/Stopped: 1 of 5 updates are kept in .*000001\nGo on: rlif train --resume /)
    expect(stdout.trim().split("\n").slice(-2)).toEqual(["status 1", "000001"])
    expect(meaning(join(out, "went-on"))).toEqual(meaning(join(out, "straight")))
  },
  60_000,
)

it.runIf(mountable)("a run that its disk has no room for is refused before its first update", async () => {
  const { stdout } = await beside(
    "1m",
    `if $rlif train --model $model $flags --keep 1000 --steps 5 --out $disk/run 2>&1 > $out/log
then echo "went well?"; else cat $disk/run/metrics.jsonl 2> $out/errors || true; fi`,
  )
  expect(stdout).toMatch(
    /^rlif: Cannot write checkpoint ".*": this run takes about \d+ MiB for 1000 checkpoints .*, and 1 MiB are free/,
  )
  expect(stdout).not.toContain('"step"')
}, 60_000)
