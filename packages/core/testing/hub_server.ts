// A server on this machine that speaks the hub's protocol, for tests: the listing in pages, small files with their git
// names, large ones by a redirect to a store at another address, ranges, tokens, and the hub's way to say no.
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { createServer, type RequestListener, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** A repository to serve. */
export interface Served {
  readonly kind: "model" | "dataset"
  readonly name: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Files from this size on lie in the store. */
  readonly large?: number
  /** Who may read it; everybody where it is absent. */
  readonly token?: string
  /** Entries of the listing beside those of the files. */
  readonly listed?: ReadonlyArray<unknown>
  readonly commit?: string
  /** What it calls its one commit, beside that and its branches. */
  readonly revisions?: ReadonlyArray<string>
}

/** A request that came. */
export interface Request {
  readonly path: string
  readonly range: string | undefined
  readonly token: string | undefined
  /** Whether it came to the store. */
  readonly stored: boolean
  /** How many bytes of a file were sent. */
  sent: number
}

/** What goes wrong with files, and may be changed while the server runs. */
export interface Faults {
  /** By file, after how many bytes connections break, one an answer. */
  cuts: Record<string, Array<number>>
  /** By file, after how many bytes answers stand still, one an answer. */
  stalls: Record<string, Array<number>>
  /** By file, other answers, one each. */
  statuses: Record<string, Array<number>>
  /** Files whose bytes are others than those listed. */
  corrupt: ReadonlyArray<string>
  /** Files that are longer than listed. */
  long: ReadonlyArray<string>
  /** Whether Range is not understood. */
  rangeless: boolean
  /** Whether the next page of a listing is said to be at the store. */
  elsewhere: boolean
  /** Answers a request in the hub's place, and says whether it did. */
  instead: (request: Request, response: ServerResponse) => boolean
}

/** A commit's name for tests. */
export const commit = "0123456789abcdef0123456789abcdef01234567"

const hex = (name: "sha1" | "sha256", ...parts: ReadonlyArray<string | Uint8Array>) =>
  parts.reduce((hash, part) => hash.update(part), createHash(name)).digest("hex")

/** Serves repositories until the scope ends. */
export const hubServer = Effect.fnUntraced(function* (...repos: ReadonlyArray<Served>) {
  const requests: Array<Request> = []
  const faults: Faults = {
    cuts: {},
    stalls: {},
    statuses: {},
    corrupt: [],
    long: [],
    rangeless: false,
    elsewhere: false,
    instead: () => false,
  }
  const log = ({ url, headers }: Parameters<RequestListener>[0], stored: boolean) => {
    const token = headers.authorization?.replace("Bearer ", "")
    const request = { path: decodeURIComponent(url!), range: headers.range, token, stored, sent: 0 }
    requests.push(request)
    return request
  }

  const send = (
    response: ServerResponse,
    path: string,
    { request, bytes }: { request: Request; bytes: Uint8Array },
  ) => {
    const status = faults.statuses[path]?.shift()
    if (status !== undefined) return void response.writeHead(status).end()
    const from = faults.rangeless ? 0 : Number(/^bytes=(\d+)-$/.exec(request.range ?? "")?.[1] ?? 0)
    const all = Buffer.concat([bytes, Buffer.alloc(faults.long.includes(path) ? 1 : 0)])
    const part = Buffer.from(all.subarray(from))
    if (faults.corrupt.includes(path)) part[part.length - 1] ^= 1
    const range = from === 0 ? {} : { "Content-Range": `bytes ${from}-${all.length - 1}/${all.length}` }
    response.writeHead(from === 0 ? 200 : 206, { "Content-Length": part.length, "Accept-Ranges": "bytes", ...range })
    const [cut, stall] = [faults.cuts[path]?.shift(), faults.stalls[path]?.shift()]
    request.sent = cut ?? stall ?? part.length
    if (request.sent === part.length) return void response.end(part)
    response.write(part.subarray(0, request.sent), () => cut !== undefined && setTimeout(() => response.destroy(), 20))
  }

  const store = yield* listen((incoming, response) => {
    const request = log(incoming, true)
    const all = repos.flatMap(({ files }) => Object.entries(files))
    const found = all.find(([, content]) => `/store/${hex("sha256", content)}` === request.path)
    if (found === undefined) return void response.writeHead(404).end()
    send(response, found[0], { request, bytes: Buffer.from(found[1]) })
  })

  const endpoint = yield* listen((incoming, response) => {
    const request = log(incoming, false)
    if (faults.instead(request, response)) return
    const deny = (status: number, code: string, error: string) =>
      void response.writeHead(status, { "Content-Type": "application/json", "X-Error-Code": code })
        .end(JSON.stringify({ error }))
    const json = (value: unknown, headers = {}) =>
      void response.writeHead(200, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(value))
    const { pathname: encoded, searchParams } = new URL(incoming.url!, endpoint)
    const pathname = decodeURIComponent(encoded)
    const repo = repos.find(({ kind, name }) =>
      pathname.startsWith(`/api/${kind}s/${name}/`) ||
      pathname.startsWith(`${kind === "dataset" ? "/datasets" : ""}/${name}/resolve/`)
    )
    // As the hub does, which does not tell what is private from what is not there.
    if (repo === undefined) {
      return request.token === undefined
        ? deny(401, "RepoNotFound", "Invalid username or password.")
        : deny(404, "RepoNotFound", "Repository not found")
    }
    if (repo.token !== undefined && repo.token !== request.token) {
      return deny(
        request.token === undefined ? 401 : 403,
        "GatedRepo",
        `Access to ${repo.kind} ${repo.name} is restricted`,
      )
    }
    const { files, large = 64, listed = [], commit: sha = commit, revisions = [] } = repo
    const [, action, rest] = /\/(revision|tree|resolve)\/(.*)$/.exec(pathname)!
    const revision = action === "resolve" ? rest.split("/")[0] : rest
    if (!["main", "HEAD", "refs/convert/parquet", sha, ...revisions].includes(revision)) {
      return deny(404, "RevisionNotFound", `Invalid rev id: ${revision}`)
    }
    if (action === "revision") {
      return json({
        _id: "6",
        id: repo.name,
        sha,
        private: false,
        gated: false,
        likes: 1,
        downloads: 1,
        lastModified: 0,
      })
    }
    if (action === "tree") {
      const entries = Object.entries(files).map(([path, content]) => {
        const bytes = Buffer.from(content)
        const [type, size] = ["file", bytes.length]
        if (size < large) return { type, path, size, oid: hex("sha1", `blob ${size}\0`, bytes) }
        const pointer = { oid: hex("sha256", bytes), size, pointerSize: 134 }
        return { type, path, size, oid: hex("sha1", path), lfs: pointer, xetHash: hex("sha256", path) }
      })
      const all = [...entries, ...listed]
      const at = Number(searchParams.get("cursor") ?? 0)
      const next = new URL(incoming.url!, faults.elsewhere ? store : endpoint)
      next.searchParams.set("cursor", `${at + 3}`)
      return json(all.slice(at, at + 3), at + 3 < all.length ? { Link: `<${next}>; rel="next"` } : {})
    }
    const path = rest.slice(rest.indexOf("/") + 1)
    if (!(path in files)) return deny(404, "EntryNotFound", "Entry not found")
    const bytes = Buffer.from(files[path])
    response.setHeader("X-Repo-Commit", sha)
    if (bytes.length < large) {
      response.setHeader("ETag", `"${hex("sha1", `blob ${bytes.length}\0`, bytes)}"`)
      return send(response, path, { request, bytes })
    }
    const oid = hex("sha256", bytes)
    const linked = { "X-Linked-Etag": `"${oid}"`, "X-Linked-Size": bytes.length }
    response.writeHead(302, { ...linked, Location: `${store}/store/${oid}` }).end()
  })
  return { endpoint, requests, faults }
})

const listen = Effect.fnUntraced(function* (listener: RequestListener) {
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer(listener).listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
