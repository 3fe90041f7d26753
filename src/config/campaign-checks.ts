import { networkNames, type Problem } from '../model.ts';
import { type Path, type Sound, suggestion } from '../yaml.ts';
import type { CampaignFile } from './campaign-schema.ts';
import { hoursFrom, minutesOf } from './day-times.ts';
import { minutesIn } from './durations.ts';

/*
 * What can only be seen by looking at several places of config/campaign.yaml at once. They look at what is sound,
 * so that a mistake elsewhere in the file does not hide theirs.
 */

type Campaign = Sound<CampaignFile>;
type Finding = { readonly path: Path; readonly message: string };

const audiencesOf = (campaign: Campaign) =>
  (campaign.audiences ?? []).flatMap((audience, i) => (audience === undefined ? [] : [{ audience, i }]));

function* languageProblems({ languages, ...campaign }: Campaign): Iterable<Finding> {
  if (languages === undefined) return;
  if (Object.keys(languages).length === 0)
    yield { path: ['languages'], message: '`languages` is empty; list at least one, for instance `en:`' };
  for (const { audience, i } of audiencesOf(campaign)) {
    if (audience.lang === undefined || Object.hasOwn(languages, audience.lang)) continue;
    yield {
      path: ['audiences', i, 'lang'],
      message: `\`lang\` is \`${audience.lang}\`, which is not listed under \`languages\`; list it there, or ${suggestion(audience.lang, Object.keys(languages))}`,
    };
  }
}

function* quietHoursProblems({ quietHours, ...campaign }: Campaign): Iterable<Finding> {
  if (!quietHours) return;
  const quiet = minutesOf(hoursFrom(quietHours));
  for (const { audience, i } of audiencesOf(campaign)) {
    const hours = (audience.hours ?? []).filter((span) => span !== undefined);
    if (hours.length === 0 || hours.some((span) => !minutesOf(hoursFrom(span)).isSubsetOf(quiet))) continue;
    yield {
      path: ['audiences', i, 'hours'],
      message: `all \`hours\` of this audience lie in \`quietHours\` (${quietHours}), so nothing would ever be sent to it; change one of the two`,
    };
  }
}

/** n posts need n - 1 gaps inside one day. */
const never = (posts: number | null | undefined, spacing: string | undefined): boolean =>
  typeof posts === 'number' && spacing !== undefined && (posts - 1) * minutesIn(spacing) >= 24 * 60;

function* cadenceProblems({ networks, specialDays }: Campaign): Iterable<Finding> {
  if (networks === undefined) return;
  const used = networkNames.filter((name) => networks[name] !== undefined);
  if (used.length === 0)
    yield { path: ['networks'], message: `\`networks\` lists none; list at least one of: ${networkNames.join(', ')}` };
  for (const name of used) {
    const { postsPerDay, spacing } = networks[name] ?? {};
    if (!never(postsPerDay, spacing)) continue;
    yield {
      path: ['networks', name, 'postsPerDay'],
      message: `${postsPerDay} posts, ${spacing} apart, do not fit into a day; lower \`postsPerDay\` or \`spacing\` of ${name}`,
    };
  }
  for (const [i, special] of (specialDays ?? []).entries()) {
    for (const name of used.filter((network) => never(special?.postsPerDay, networks[network]?.spacing))) {
      yield {
        path: ['specialDays', i, 'postsPerDay'],
        message: `${special?.postsPerDay} posts, ${networks[name]?.spacing} apart on ${name}, do not fit into a day; lower this \`postsPerDay\`, or \`spacing\` of ${name}`,
      };
    }
  }
}

function* specialDayProblems({ specialDays }: Campaign): Iterable<Finding> {
  const seen = new Set<string>();
  for (const [i, special] of (specialDays ?? []).entries()) {
    if (special?.day === undefined) continue;
    if (seen.has(special.day)) {
      yield {
        path: ['specialDays', i, 'day'],
        message: `\`day\` ${special.day} stands here for the second time; make one of the two`,
      };
    }
    seen.add(special.day);
  }
}

/** What is still missing of a signature, in words; undefined when it is whole. */
const missing = (names: Readonly<Record<string, unknown>>): string | undefined => {
  const empty = Object.keys(names).filter((name) => !names[name]);
  return empty.length === 0 ? undefined : empty.map((name) => `\`${name}\``).join(' and ');
};

function* notes(campaign: Campaign): Iterable<Finding> {
  const { languages, goLive, networks } = campaign;
  const spoken = new Set(audiencesOf(campaign).map(({ audience }) => audience.lang));
  for (const [lang, review] of Object.entries(languages ?? {})) {
    const open = missing({ reviewedBy: review?.reviewedBy, on: review?.on });
    const path = ['languages', lang];
    if (open)
      yield {
        path,
        message: `\`${lang}\` is rehearsed but never live: no native reader has reviewed it; fill in ${open}`,
      };
    if (!spoken.has(lang))
      yield { path, message: `\`${lang}\` has no audience, so nothing is sent in it; add one under \`audiences\`` };
  }
  const decision = missing({ by: goLive?.by, on: goLive?.on });
  if (decision) {
    yield {
      path: ['goLive'],
      message: `nobody has decided to go live, so only rehearsals run; read docs/before-you-go-live.md, then fill in ${decision}`,
    };
  }
  const label = missing({ by: networks?.x?.label?.by, on: networks?.x?.label?.on });
  if (networks?.x && label) {
    yield {
      path: ['networks', 'x', 'label'],
      message: `nobody attests that the X account carries the Automated label, so nothing is published on X; look at the account, then fill in ${label} of \`label\``,
    };
  }
}

export const campaignFindings = (
  file: string,
  campaign: Campaign,
  line: (path: Path) => number,
): { problems: Problem[]; notes: Problem[] } => {
  const placed = (found: Iterable<Finding>) =>
    Array.from(found, ({ path, message }) => ({ file, line: line(path), message }));
  const checks = [languageProblems, quietHoursProblems, cadenceProblems, specialDayProblems];
  return { problems: checks.flatMap((check) => placed(check(campaign))), notes: placed(notes(campaign)) };
};
