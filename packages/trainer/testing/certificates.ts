// Certificates of a test's own, by the command `openssl`: an authority, and somebody that it vouches for.
import { Redacted } from "effect"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Tls } from "../fleet/tls.ts"

const openssl = (folder: string, ...args: ReadonlyArray<string>) =>
  execFileSync("openssl", args, { cwd: folder, stdio: "pipe" })

/** Whether there is the command. */
export const hasOpenssl = (): boolean => {
  try {
    openssl(tmpdir(), "version")
    return true
  } catch {
    return false
  }
}

/** Why a test that needs certificates cannot run here. */
export const noOpenssl = "needs openssl, which is not installed: apt-get install openssl"

/** The files of a new authority and of somebody that it vouches for, in a folder of their own. */
export const certificateFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "rlif-certificates-"))
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
  openssl(folder, "req", "-x509", ...key, "-days", "2", "-subj", "/CN=fleet", "-keyout", "ca.key", "-out", "ca.pem")
  openssl(folder, "req", ...key, "-subj", "/CN=somebody", "-keyout", "key.pem", "-out", "cert.csr")
  const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
  writeFileSync(join(folder, "cert.pem"), openssl(folder, "x509", "-req", "-in", "cert.csr", ...by))
  return folder
}

/** New certificates. */
export const certificates = (): Tls => {
  const folder = certificateFolder()
  const read = (name: string) => readFileSync(join(folder, name), "utf8")
  const tls: Tls = { ca: read("ca.pem"), cert: read("cert.pem"), key: Redacted.make(read("key.pem")) }
  rmSync(folder, { recursive: true })
  return tls
}
