import type { Answer } from '../http.ts';

/*
 * The answers with which the server refuses.
 */

export const failed = (status: number, words: string): Answer => ({ status, body: { error: words } });

export const notFound = failed(404, 'Record not found');
export const tooMany = failed(429, 'Too many requests');
