import type { Command } from 'commander';
import { answering, problemLines } from './answer.ts';
import { environmentNow, readCampaignFolder } from './campaign.ts';

export const check = (program: Command): Command =>
  answering(
    program
      .command('check')
      .description('read config and content, compose everything for every network, say all that is wrong'),
    'check',
    async () => {
      const { messages, ready, problems, notes } = await readCampaignFolder(environmentNow());
      const deliveries = ready.reduce((sum, one) => sum + one.composed.size, 0);
      const counted = `${messages.length} messages make ${deliveries} texts, one a language and network.`;
      const verdict =
        problems.length === 0 ? `${counted} No problem.` : `${problems.length} to mend before anything can be planned:`;
      const words = [
        verdict,
        ...(problems.length > 0 ? ['', problemLines(problems)] : []),
        ...(notes.length > 0 ? ['', `${notes.length} to know:`, '', problemLines(notes)] : []),
      ];
      return {
        json: { messages: messages.length, deliveries, problems, notes },
        words: words.join('\n'),
        status: problems.length > 0 ? 1 : 0,
      };
    },
  );
