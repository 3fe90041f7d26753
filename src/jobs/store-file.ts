import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';

/** Where the record of the campaign is. By itself, so that a command that only reads it does not load the engine. */
export const storeFile = (environment: Pick<Environment, 'data'>): string => join(environment.data, 'campaign.db');
