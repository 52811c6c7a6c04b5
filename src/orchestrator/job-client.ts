import type { Client } from '@temporalio/client';

/** What every question to the server needs. */
export interface JobClient {
  readonly client: Client;
  readonly uiUrl: string | undefined;
  readonly namespace: string;
}
