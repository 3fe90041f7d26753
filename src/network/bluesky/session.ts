import * as z from 'zod';
import { type Fate, isSessionRefused } from './errors.ts';

/*
 * One session with Bluesky: resumed where one was kept, created where none was, renewed by the SDK, told to whoever keeps
 * it. Creating one is dear (30 in 5 minutes, 300 a day), so however many calls wait, one log-in serves them all.
 */

/** Where the caller keeps the session across restarts; the text holds its tokens, so it is kept encrypted. */
export type Sessions = {
  readonly load: () => Promise<string | undefined>;
  readonly save: (text: string) => Promise<void>;
  readonly forget: () => Promise<void>;
};

const sessionData = z.looseObject({
  did: z.string(),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  active: z.boolean(),
});
export type SessionData = {
  readonly did: string;
  readonly handle: string;
  readonly accessJwt: string;
  readonly refreshJwt: string;
  readonly active: boolean;
};

const kept = z.object({ service: z.string(), identifier: z.string(), session: sessionData });

/** What is used of the SDK's agent. */
export type Agent = {
  readonly session?: SessionData | undefined;
  readonly login: (login: { identifier: string; password: string }) => Promise<unknown>;
  readonly resumeSession: (session: SessionData) => Promise<unknown>;
  readonly sessionManager: { readonly fetchHandler: (path: string, init: RequestInit) => Promise<Response> };
};

/** Told by the SDK whenever a session is created or renewed. */
export type Changed = (session: SessionData) => void;

export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string };

type Keeper = {
  readonly service: string;
  readonly identifier: string;
  readonly password: string;
  readonly sessions?: Sessions;
  readonly open: (changed: Changed) => Promise<Agent>;
  /** What it means that the session could not be had. */
  readonly fate: (error: unknown) => Fate;
};

export type Session = {
  /** Who is logged in. Throws a fate, never Ambiguous. */
  readonly who: (signal: AbortSignal) => Promise<{ readonly did: string; readonly handle: string }>;
  /** One request in the session. Throws a fate when the session cannot be had, and what fetch throws when the answer is lost. */
  readonly call: (path: string, init: RequestInit, signal: AbortSignal) => Promise<Reply>;
};

export const openSession = ({ service, identifier, password, sessions, open, fate }: Keeper): Session => {
  let agent: Promise<Agent> | undefined;
  let entering: Promise<unknown> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const inOrder = (write: () => Promise<void> | undefined): void => {
    // A session that cannot be kept still serves this process, so a failure to keep it stops nothing.
    writing = writing.then(write).catch(() => {});
  };

  let current: string | undefined;
  const changed: Changed = (session) => {
    current = session.refreshJwt;
    inOrder(() => sessions?.save(JSON.stringify({ service, identifier, session })));
  };

  /**
   * The session that was kept, unless it is another account's, unreadable, or the very one that was just refused.
   * A newer one is there when another process of ours renewed the session that both had.
   */
  const resumable = async (): Promise<SessionData | undefined> => {
    try {
      const found = kept.safeParse(JSON.parse((await sessions?.load()) ?? 'null')).data;
      const ours = found?.service === service && found.identifier === identifier;
      return ours && found.session.refreshJwt !== current ? found.session : undefined;
    } catch {
      return undefined;
    }
  };

  const enter = async (opened: Agent): Promise<void> => {
    await writing;
    const session = await resumable();
    if (session) {
      current = session.refreshJwt;
      // The SDK keeps the session when the server merely could not be reached, and drops it when it was refused.
      await opened.resumeSession(session).catch((error: unknown) => {
        if (opened.session) throw error;
      });
    }
    if (!opened.session) {
      inOrder(() => sessions?.forget());
      await opened.login({ identifier, password });
    }
    await writing;
  };

  const ready = async (signal: AbortSignal): Promise<Agent & { readonly session: SessionData }> => {
    if (signal.aborted) throw fate(signal.reason);
    agent ??= open(changed);
    const opened = await agent.catch((error: unknown) => {
      agent = undefined;
      throw fate(error);
    });
    if (!opened.session || entering) {
      entering ??= enter(opened).finally(() => {
        entering = undefined;
      });
      await within(signal, entering).catch((error: unknown) => {
        throw fate(error);
      });
    }
    const { session } = opened;
    if (!session) throw fate(new Error('the session was lost again'));
    return opened as Agent & { readonly session: SessionData };
  };

  const renew = async (opened: Agent & { readonly session: SessionData }, signal: AbortSignal): Promise<void> => {
    await within(signal, opened.resumeSession(opened.session)).catch((error: unknown) => {
      if (opened.session) throw fate(error);
    });
  };

  const ask = async (opened: Agent, path: string, init: RequestInit, signal: AbortSignal): Promise<Reply> => {
    const response = await opened.sessionManager.fetchHandler(path, { ...init, signal });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  return {
    who: async (signal) => {
      const { did, handle } = (await ready(signal)).session;
      return { did, handle };
    },
    call: async (path, init, signal) => {
      const first = await ready(signal);
      const token = first.session.accessJwt;
      const reply = await within(signal, ask(first, path, init, signal));
      // The SDK renews an expired token by itself and asks again. What is still refused after a renewal is refused for
      // good; where the renewal failed, nothing of the call was taken, and one fresh session is tried.
      const renewed = first.session && first.session.accessJwt !== token;
      if (!isSessionRefused(reply.status, reply.text) || renewed) return reply;
      if (first.session) await renew(first, signal);
      const second = await ready(signal);
      return within(signal, ask(second, path, init, signal));
    },
  };
};

/** The SDK ends its own requests by no signal of ours: this stops waiting for them. */
const within = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => {}); // what it still throws later is nobody's
  }
};
