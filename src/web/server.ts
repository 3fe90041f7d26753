import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { UsageError } from '../errors.ts';
import type { Overview } from '../jobs/overview.ts';
import type { Campaign } from '../model.ts';
import { statusPage } from './status-page.ts';

export type WebSettings = {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly campaign: Campaign;
  readonly look: () => Promise<Overview>;
};

/** The pages: read-only, plain HTML, no script. `/health` says whether anything can be published. */
export const serveWeb = async ({
  host,
  port,
  campaign,
  look,
}: WebSettings): Promise<AsyncDisposable & { readonly url: string }> => {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], imgSrc: ['data:'] },
    }),
  );
  app.get('/', async (c) => c.html(statusPage(campaign, await look())));
  app.get('/health', async (c) => {
    const { networks, running } = await look();
    const publishing = running && networks.some((one) => one.state === 'ready' || one.state === 'throttled');
    return c.json(
      { ok: publishing, running, networks: networks.map(({ network, state }) => ({ network, state })) },
      publishing ? 200 : 503,
    );
  });
  app.onError((_error, c) => c.text('This page could not be made; the log says why.', 500));

  const server = serve({ fetch: app.fetch, hostname: host, port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      const mend =
        error.code === 'EADDRINUSE' ? 'another program listens there; set PORT to a free one' : 'set HOST and PORT';
      reject(new UsageError(`the status page cannot be served at ${host}:${port} (${error.code}): ${mend}`));
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/`,
    [Symbol.asyncDispose]: async () => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
