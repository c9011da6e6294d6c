// Sockets between workers and coordinators: plain ones, or those of TLS where both sides show a certificate of one authority.
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import * as Redacted from "effect/Redacted"

/**
 * Certificates in PEM. The authority is the fleet's own: whoever has a certificate of it is trusted, whatever its host is called.
 * @stability unstable
 * @since 0.1.0
 */
export interface Tls {
  /** The certificate of the authority. */
  readonly ca: string
  readonly cert: string
  readonly key: Redacted.Redacted
}

interface At {
  readonly host: string
  readonly port: number
  readonly tls: Tls | undefined
}

const read = ({ ca, cert, key }: Tls) => ({ ca, cert, key: Redacted.value(key), minVersion: "TLSv1.3" as const })

/** A server at a port. */
export const listeningAt = ({ tls, ...at }: At) =>
  tls === undefined
    ? NodeSocketServer.layer({ ...at, noDelay: true })
    : NodeSocketServer.layerTls({ ...at, noDelay: true, ...read(tls), requestCert: true, rejectUnauthorized: true })

/** A connection to a port. */
export const connectedTo = ({ tls, ...at }: At) =>
  tls === undefined
    ? NodeSocket.layerNet({ ...at, noDelay: true })
    : NodeSocket.layerTls({ ...at, ...read(tls), rejectUnauthorized: true, checkServerIdentity: () => undefined })
