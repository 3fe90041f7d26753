import { realClock } from '../../clock.ts';
import { priceWords } from '../../jobs/boost/price.ts';
import { freshRows } from '../../jobs/extend-plan.ts';
import { type ReadyToolkit, readyText } from '../../jobs/ready.ts';
import type { Campaign, Partners } from '../../model.ts';
import { xPrice } from '../../network/x/rules.ts';
import { approvals } from '../../store/approvals.ts';
import { deliveries } from '../../store/deliveries.ts';
import { spend } from '../../store/spend.ts';
import type { Store } from '../../store/store.ts';
import type { Check } from './check.ts';

/** What the coming week costs on X, as it is planned now, beside what the month's budget leaves. */
export const weekOnX = async (store: Store, toolkit: ReadyToolkit): Promise<Check | undefined> => {
  const use = toolkit.campaign.networks.find((one) => one.name === 'x');
  if (!use) return undefined;
  const now = realClock.now();
  const to = now.add({ hours: 7 * 24 });
  const rows = deliveries(store.db);
  const stored = (await rows.between(now.epochMilliseconds, to.epochMilliseconds)).filter(
    (row) => row.network === 'x' && ['planned', 'queued', 'held'].includes(row.state),
  );
  const ahead = await freshRows({ deliveries: rows, approvals: approvals(store.db) }, toolkit, now, to, ['x']);
  const posts = [...stored, ...ahead].flatMap(
    (row) => readyText(toolkit, row.message, row.lang)?.composed.get('x')?.posts ?? [],
  );
  const week = posts.reduce((sum, text) => sum + xPrice.publish(text), 0);
  const money = spend(store.db);
  const spent = (await money.spent('x', money.month(now))) / 1e6;
  const budget = use.monthlyBudget;
  const detail = `$${week.toFixed(2)} for ${posts.length} posts in the coming 7 days; this month $${spent.toFixed(2)} spent${budget === undefined ? ', no budget set' : ` of $${budget}`}`;
  const ok = budget === undefined || spent + week <= budget;
  return { name: 'x price', ok, detail: ok ? detail : `${detail}: raise monthlyBudget, or lower x’s postsPerDay` };
};

/** What boosting costs there at the most, when anybody who agreed is boosted there. */
export const boostsOnX = (campaign: Campaign, partners: Partners): Check | undefined => {
  const detail = priceWords(campaign, partners, xPrice);
  return detail === undefined ? undefined : { name: 'x boosts', ok: true, detail };
};
