import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stoppedClock } from '../../src/clock.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { Secret } from '../../src/config/secret.ts';
import { CampaignProblems } from '../../src/errors.ts';
import { dueReports } from '../../src/jobs/report/due.ts';
import { isKept, keep, keptReports } from '../../src/jobs/report/kept.ts';
import { type MadeReport, makeHere } from '../../src/jobs/report/make.ts';
import { mailTroubles, type Reporting, report, scheduledLang } from '../../src/jobs/report/scheduled.ts';
import { type Letter, openMailer } from '../../src/jobs/report-mail.ts';
import type { Campaign } from '../../src/model.ts';
import { openStore } from '../../src/store/store.ts';
import { fill, HOUR, NOW, TIME_ZONE } from './world.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-kept-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const campaign = {
  id: 'standwiththe6',
  hashtag: 'StandWithThe6',
  timeZone: TIME_ZONE,
  specialDays: [],
  late: { after: Temporal.Duration.from({ minutes: 30 }), then: 'ask' },
  networks: (['bluesky', 'x'] as const).map((name) => ({
    name,
    postsPerDay: 3,
    spacing: Temporal.Duration.from({ hours: 1 }),
  })),
  watch: { retention: Temporal.Duration.from({ days: 14 }), mastodonServers: [] },
} as unknown as Campaign;

const made =
  (about: MadeReport['about'] = 'something') =>
  async ({ out, period }: { out: string; period: unknown }): Promise<MadeReport> => {
    await mkdir(out, { recursive: true });
    const page = join(out, 'report-en.html');
    await writeFile(page, '<p>ستة</p>');
    const { span } = period as { span: { from: number; to: number } };
    const rfc = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString();
    return {
      files: [page],
      totals: {},
      about,
      from: rfc(span.from),
      to: rfc(span.to),
      subject: 'Six lamps · ستة',
      text: 'In plain words.',
    };
  };

const setting = (more: Partial<Reporting> = {}) => {
  const clock = stoppedClock(Temporal.Instant.from('2026-11-30T02:00:00Z'));
  const said: string[] = [];
  let real = Date.parse('2026-11-30T02:00:00Z');
  let orders = 0;
  const make = more.make ?? made();
  const later = (ms: number): void => {
    real += ms;
  };
  const p: Reporting = {
    file: join(folder, 'campaign.db'),
    reports: join(folder, 'reports'),
    lang: 'en',
    files: async () => ({ campaign }),
    clock,
    realNow: () => real,
    lead: async () => true,
    say: (words, about) => said.push(`${words} ${JSON.stringify(about)}`),
    ...more,
    make: (order) => {
      orders += 1;
      return make(order);
    },
  };
  return { p, clock, said, orders: () => orders, later };
};

describe('scheduled reports', () => {
  it.each([
    ['2026-11-30T00:59:59Z', 'daily-2026-11-28', 'weekly-2026-11-16'],
    // Monday 03:00 in Hebron: Sunday, and the week that ended with it.
    ['2026-11-30T01:00:00Z', 'daily-2026-11-29', 'weekly-2026-11-23'],
    ['2026-12-01T00:30:00Z', 'daily-2026-11-29', 'weekly-2026-11-23'],
    ['2026-12-01T01:00:00Z', 'daily-2026-11-30', 'weekly-2026-11-23'],
    // Clocks go forward on the night to 27 March 2027 there: the day is due at 03:00 all the same.
    ['2027-03-27T00:00:00Z', 'daily-2027-03-26', 'weekly-2027-03-15'],
  ])('are, at %s, those of %s and of %s', (now, daily, weekly) => {
    expect(dueReports(Date.parse(now), TIME_ZONE).map(({ name }) => name)).toEqual([daily, weekly]);
  });

  it('are about whole days and Monday-weeks of the campaign’s zone, all over', () => {
    for (const zone of ['Asia/Hebron', 'Pacific/Kiritimati', 'America/St_Johns', 'Europe/Brussels']) {
      for (let now = Date.parse('2026-10-20T00:00:00Z'); now < Date.parse('2026-11-05T00:00:00Z'); now += 7 * HOUR) {
        for (const { kind, period } of dueReports(now, zone)) {
          expect([period.days, period.open]).toEqual([kind === 'daily' ? 1 : 7, false]);
          const first = Temporal.Instant.fromEpochMilliseconds(period.span.from).toZonedDateTimeISO(zone);
          if (kind === 'weekly') expect(first.dayOfWeek).toBe(1);
        }
      }
    }
  });

  it('are made once, however often it ticks, and anew on the next day', async () => {
    const { p, clock, orders } = setting();
    const tick = report(p);
    for (let i = 0; i < 3; i += 1) expect(await tick()).toEqual({ kind: 'done' });
    expect(orders()).toBe(2);
    expect((await keptReports(p.reports)).map(({ name, mail }) => [name, mail.state])).toEqual([
      ['daily-2026-11-29', 'not wanted'],
      ['weekly-2026-11-23', 'not wanted'],
    ]);
    clock.set(Temporal.Instant.from('2026-12-01T01:00:00Z'));
    await tick();
    expect(isKept(p.reports, 'daily-2026-11-30')).toBe(true);
    expect(orders()).toBe(3);
  });

  it('are made by one process of two', async () => {
    const { p, orders } = setting({ lead: async () => false });
    await report(p)();
    expect(orders()).toBe(0);
    const half = join(folder, 'reports');
    const about = { kind: 'daily', lang: 'en', madeAt: '2026-11-30T02:00:00Z', mail: { state: 'not wanted' } } as const;
    const period = { span: { from: 0, to: 1 } };
    const both = ['one', 'two'].map((words) =>
      keep(half, 'daily-2026-11-29', about, async (out) => ({ ...(await made()({ out, period })), text: words })),
    );
    await Promise.all(both);
    expect(await keptReports(half)).toHaveLength(1);
    expect(await readdir(half)).toEqual(['daily-2026-11-29']);
  });

  it('about nothing are not made', async () => {
    const { p, orders } = setting({ make: made('nothing') });
    const tick = report(p);
    await tick();
    await tick();
    expect(orders()).toBe(2);
    expect(await readdir(p.reports)).toEqual([]);
  });

  it('that fail are told, leave nothing half-made, and come with a later tick', async () => {
    let broken = true;
    const { p, said } = setting({
      make: async (order) => {
        const done = await made()(order);
        if (broken) throw new Error('the disk is full');
        return done;
      },
    });
    const tick = report(p);
    await tick();
    expect(said[0]).toContain('a report could not be made {"report":"daily-2026-11-29","reason":"the disk is full"}');
    expect(await readdir(p.reports)).toEqual([]);
    broken = false;
    await tick();
    expect(await keptReports(p.reports)).toHaveLength(2);
  });

  it('wait while the campaign’s files have problems', async () => {
    const { p, orders } = setting({
      files: () => Promise.reject(new CampaignProblems([{ file: 'a', line: 1, message: 'b' }])),
    });
    await report(p)();
    expect(orders()).toBe(0);
  });

  it('are made of the store, in its own language', async () => {
    const { p, clock } = setting({ lang: 'ar', make: makeHere });
    clock.set(Temporal.Instant.fromEpochMilliseconds(NOW + 3 * HOUR));
    {
      await using store = await openStore(p.file);
      await fill(store);
    }
    await report(p)();
    const [daily] = await keptReports(p.reports);
    expect(daily).toMatchObject({
      name: 'daily-2026-11-28',
      kind: 'daily',
      lang: 'ar',
      from: '2026-11-28T00:00:00+02:00',
    });
    const page = await readFile(join(daily!.folder, daily!.files[0]!), 'utf8');
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(daily!.subject).toContain('تقرير');
  });
});

/** A mail server on this machine that can refuse. */
const mailServer = async ({ user }: { readonly user?: { name: string; password: string } } = {}) => {
  const letters: string[] = [];
  let refuse = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(user ? [] : ['AUTH'])],
    authOptional: !user,
    onAuth: (auth, _session, answer) =>
      auth.username === user?.name && auth.password === user?.password
        ? answer(null, { user: auth.username })
        : answer(new Error(`no entry for ${auth.username} with ${auth.password}`)),
    onData: (stream, _session, answer) => {
      text(stream).then((words) => {
        if (refuse > 0) {
          refuse -= 1;
          return answer(Object.assign(new Error('come back later'), { responseCode: 451 }));
        }
        letters.push(words);
        answer();
      }, answer);
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const login = user ? `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@` : '';
  return {
    letters,
    refuse: (times: number): void => {
      refuse = times;
    },
    settings: {
      url: new Secret(`smtp://${login}127.0.0.1:${port}`),
      to: ['team@example.org', 'funder@example.org'],
      from: 'campaign@example.org',
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(resolve)),
  };
};

describe('the mail of a report', () => {
  it('goes out once, with the page attached, in the language’s own letters', async () => {
    await using server = await mailServer();
    const { p, later } = setting({ mailer: openMailer(server.settings) });
    const tick = report(p);
    await tick();
    later(8 * 24 * HOUR);
    await tick();
    expect(server.letters).toHaveLength(2);
    const letter = server.letters.find((words) => words.includes('daily-2026-11-29'))!;
    expect(letter).toMatch(/^To: team@example\.org, funder@example\.org\r$/m);
    expect(letter).toMatch(/^From: campaign@example\.org\r$/m);
    expect(letter).toMatch(/^Message-ID: <daily-2026-11-29\.en@example\.org>\r$/m);
    expect(letter).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(letter).toContain('In plain words.');
    expect(letter).toContain('filename=report-en.html');
    expect((await keptReports(p.reports)).map(({ mail }) => mail)).toMatchObject([
      { state: 'sent', tries: 1 },
      { state: 'sent' },
    ]);
  });

  it('that fails is told, tried again with growing patience, and the report is kept', async () => {
    await using server = await mailServer();
    server.refuse(4);
    const { p, said, later, orders } = setting({ mailer: openMailer(server.settings) });
    const tick = report(p);
    await tick();
    expect(said.filter((words) => /could not be mailed; it is kept/.test(words))).toHaveLength(2);
    expect(said.join()).toContain('come back later');
    expect(await mailTroubles(p.reports)).toMatchObject([
      { report: 'daily-2026-11-29', reason: expect.stringContaining('1 tries so far): ') },
      { report: 'weekly-2026-11-23' },
    ]);
    await tick();
    later(59_000);
    await tick();
    expect(said.filter((words) => /could not be mailed/.test(words))).toHaveLength(2);
    later(1_000);
    await tick();
    expect(said.filter((words) => /could not be mailed/.test(words))).toHaveLength(4);
    later(4 * 60_000);
    await tick();
    expect(server.letters).toHaveLength(0);
    later(60_000);
    await tick();
    expect(server.letters).toHaveLength(2);
    expect((await keptReports(p.reports))[0]!.mail).toMatchObject({ state: 'sent', tries: 3 });
    expect(await mailTroubles(p.reports)).toEqual([]);
    expect(orders()).toBe(2);
  });

  it('is given up after a week of tries, and said so; the report stays', async () => {
    let tries = 0;
    const send = async (_: Letter) => {
      tries += 1;
      throw new Error('nobody answers');
    };
    const { p, said, later } = setting({ mailer: { send } });
    const tick = report(p);
    for (let i = 0; i < 40; i += 1) {
      await tick();
      later(6 * HOUR);
    }
    expect(tries).toBe(60);
    expect(said.filter((words) => /it is not tried again/.test(words))).toHaveLength(2);
    expect((await keptReports(p.reports))[0]!.mail).toMatchObject({
      state: 'given up',
      tries: 30,
      error: 'nobody answers',
    });
    expect(isKept(p.reports, 'daily-2026-11-29')).toBe(true);
  });

  it('waits while nobody listens, and says nothing of how we log in', async () => {
    await using server = await mailServer({ user: { name: 'lamp-keeper', password: 'hidden-wörd' } });
    const letter = { subject: 's', text: 't', files: [], id: 'i' };
    const wrong = new URL(server.settings.url.reveal());
    wrong.password = 'hidden-other';
    const failed = await openMailer({ ...server.settings, url: new Secret(wrong.href) })
      .send(letter)
      .catch((error: Error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(`${(failed as Error).stack} ${String((failed as Error).cause)}`).not.toMatch(/hidden|lamp-keeper/);
    await openMailer(server.settings).send(letter);
    expect(server.letters).toHaveLength(1);
    wrong.port = '1';
    await expect(openMailer({ ...server.settings, url: new Secret(wrong.href) }).send(letter)).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });
});

describe('where reports are mailed to', () => {
  const read = (env: Record<string, string>) =>
    readEnvironment(env, '/work', (path) => (path === '/run/smtp' ? 'smtps://a:hidden@mail.example.org\n' : ''));
  const whole = {
    SMTP_URL_FILE: '/run/smtp',
    REPORT_TO: 'team@example.org, funder@example.org',
    REPORT_FROM: 'campaign@example.org',
  };

  it('is in the environment: the server, the receivers, the sender', () => {
    const { mail } = read(whole);
    expect(mail).toMatchObject({ to: ['team@example.org', 'funder@example.org'], from: 'campaign@example.org' });
    expect(mail?.url.reveal()).toBe('smtps://a:hidden@mail.example.org');
    expect(JSON.stringify(mail)).not.toContain('hidden');
    expect(read({}).mail).toBeUndefined();
  });

  it.each([
    [{ SMTP_URL: 'smtp://127.0.0.1' }, /REPORT_TO, REPORT_FROM missing/],
    [{ ...whole, REPORT_FROM: '' }, /REPORT_FROM missing/],
    [{ ...whole, REPORT_TO: 'team' }, /REPORT_TO is not a list of mail addresses/],
    [{ ...whole, REPORT_TO: ' , ' }, /REPORT_TO is not a list/],
    [{ ...whole, REPORT_FROM: 'a@b\nBcc: c@d' }, /REPORT_FROM is not a mail address/],
    [{ ...whole, SMTP_URL_FILE: '', SMTP_URL: 'https://hidden' }, /SMTP_URL is not an address of the right kind/],
  ])('is told when it is wrong: %j', (env, words) => {
    const mistake = (() => {
      try {
        read(env);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(mistake).toMatch(words);
    expect(mistake).not.toContain('hidden');
  });

  it('has a language', () => {
    expect([scheduledLang(undefined), scheduledLang('ar')]).toEqual(['en', 'ar']);
    expect(() => scheduledLang('de')).toThrow(/REPORT_LANG/);
  });
});
