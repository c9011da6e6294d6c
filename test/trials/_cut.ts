// A network that is cut for a while: what goes between workers and coordinators goes through here, or waits here.
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { once } from "node:events"

/** Something between two ends of connections. */
export interface Network {
  /** Bytes that went through. */
  readonly passed: () => number
  /** From now on nothing goes through, and no end is told. */
  readonly cut: () => void
  /** What waited goes on. */
  readonly mend: () => void
  readonly close: () => void
}

/** A port that is free at both hosts. */
export const freePort = async (...hosts: ReadonlyArray<string>): Promise<number> => {
  while (true) {
    const servers = []
    let port = 0
    try {
      for (const host of hosts) {
        const server = createServer()
        await once(server.listen(port, host), "listening")
        servers.push(server)
        port = (server.address() as AddressInfo).port
      }
      return port
    } catch {
      // Somebody has it at another host.
    } finally {
      for (const server of servers) server.close()
    }
  }
}

/** A network between whoever connects to `host` and a server at the same port of `to`. */
export const networkTo = async (
  to: string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Network> => {
  const sockets = new Set<Socket>()
  const [ends, state] = [new Map<Socket, Socket>(), { cut: false, passed: 0 }]
  const flow = (socket: Socket) => state.cut ? socket.pause() : socket.resume()
  const join = (from: Socket, into: Socket) => {
    sockets.add(from)
    ends.set(from, into)
    from.on("data", (bytes) => {
      state.passed += bytes.length
      into.write(bytes)
    })
    from.on("error", () => {}).on("close", () => {
      sockets.delete(from)
      into.destroy()
    })
    flow(from)
  }
  const server = createServer((near) => {
    const far = connect({ host: to, port })
    join(near, far)
    join(far, near)
  })
  await once(server.listen(port, host), "listening")
  const set = (cut: boolean) => () => {
    state.cut = cut
    for (const socket of sockets) flow(socket)
  }
  return {
    passed: () => state.passed,
    cut: set(true),
    mend: set(false),
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
