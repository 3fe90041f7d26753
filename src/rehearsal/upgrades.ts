import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fault, FaultSource, LocalRequest } from './local.ts';

/*
 * Requests that want to go on as a WebSocket.
 */

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

type Shell = { readonly faults?: FaultSource; readonly upgrade?: Upgrade };

export const takeUpgrades = (
  server: Server,
  { faults, upgrade }: Shell,
  read: (request: IncomingMessage) => LocalRequest,
): { readonly end: () => void } => {
  // These sockets are not the server's any more: closing, it would wait for them for ever.
  const open = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy());
    const fault = faults?.(read(request));
    if (fault || !upgrade) refuse(socket, fault);
    else upgrade(request, socket, head);
  });
  return {
    end: () => {
      for (const socket of open) socket.destroy();
    },
  };
};

/** Before a WebSocket there is nothing to spoil but the handshake: whatever the fault, it does not come about. */
const refuse = (socket: Duplex, fault: Fault | undefined): void => {
  const status = fault?.what.kind === 'answer' ? fault.what.status : 404;
  if (fault && fault.what.kind !== 'answer') socket.destroy();
  else socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
};
