import { hash } from 'node:crypto';
import type { CandidateId, PartnerPost } from '../../model.ts';

/** The same for a post in all its versions, so that nothing is considered twice. */
export const candidateId = ({
  network,
  remoteId,
  earlierIds,
}: Pick<PartnerPost, 'network' | 'remoteId' | 'earlierIds'>): CandidateId =>
  hash('sha256', JSON.stringify([network, earlierIds?.[0] ?? remoteId]), 'hex').slice(0, 16) as CandidateId;
