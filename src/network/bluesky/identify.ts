import * as z from 'zod';
import type { Identified } from '../reading.ts';
import { type Calls, says } from './calls.ts';

/** The account behind a handle; undefined when nobody has it. A DID stands for itself. */
export const identifyOn =
  ({ ask, read, fate }: Calls) =>
  async (written: string, signal: AbortSignal): Promise<Identified | undefined> => {
    const handle = written.replace(/^@/u, '').toLowerCase();
    if (handle.startsWith('did:')) return { id: written, handle: written, network: 'bluesky' };
    const query = new URLSearchParams({ handle });
    const reply = await ask('read', `/xrpc/com.atproto.identity.resolveHandle?${query}`, {}, signal);
    if (reply.status === 200) return { id: read(resolved, reply, 'read').did, handle, network: 'bluesky' };
    // «Unable to resolve handle», or that it can be no handle.
    if (says(reply, 'InvalidRequest') || says(reply, 'HandleNotFound')) return undefined;
    throw fate(reply, 'read');
  };

const resolved = z.object({ did: z.string().startsWith('did:') });
