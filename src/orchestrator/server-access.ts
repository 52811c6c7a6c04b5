import type { NativeConnectionOptions } from '@temporalio/worker';

/** Where to find a Temporal server. What is not given comes from Temporal's own environment configuration. */
export interface ServerOptions {
  /** `host:port`. */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Insist on the embedded server, whatever address is configured. */
  readonly useLocal?: boolean | undefined;
  /** Start the embedded server where it is wanted and does not run. */
  readonly startLocal?: boolean | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** For lines that tell a person what takes time. */
  readonly say: (line: string) => void;
}

/** A Temporal server that djc may talk to. */
export interface ServerAccess {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** What the SDK's connections take: the address, TLS, API key and metadata. */
  readonly connection: ConnectionOptions;
  /** Whether it is the embedded server of this state folder. */
  readonly local: boolean;
  /** The web UI's base URL, where djc knows it. */
  readonly uiUrl?: string | undefined;
  /** Ends the embedded server when nobody else uses it. */
  leave(): Promise<void>;
}

/** The options that the SDK's client connections and worker connections share. */
type ConnectionOptions = Pick<NativeConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
